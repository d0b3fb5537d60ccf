import type { PolicyDocument } from '../../contract.ts';
import { actions } from './statement.ts';

/**
 * What AWS attaches to a user whose key it has seen in public. The lists are partial on purpose: they stop what costs
 * money and spare what runs, so a quarantined key is not a contained one (sts:AssumeRole stays open in all of them).
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html and its siblings
 */
const first = actions({
  ec2: 'RequestSpotInstances RunInstances StartInstances',
  iam: `AttachGroupPolicy AttachRolePolicy AttachUserPolicy ChangePassword CreateAccessKey CreateInstanceProfile
    CreateLoginProfile CreateRole CreateUser DetachUserPolicy PutUserPermissionsBoundary PutUserPolicy
    UpdateAccessKey UpdateAccountPasswordPolicy UpdateUser`,
  lambda: 'CreateFunction',
  lightsail: 'Create* Delete* DownloadDefaultKeyPair GetInstanceAccessDetails Start* Update*',
  organizations: 'CreateAccount CreateOrganization InviteAccountToOrganization',
});

const second = actions({
  amplify: 'CreateBackendEnvironment CreateDeployment',
  bedrock: `CreateFoundationModelAgreement CreateModelInvocationJob InvokeModel InvokeModelWithResponseStream
    PutFoundationModelEntitlement`,
  cloudtrail: 'LookupEvents',
  codebuild: 'CreateProject',
  ec2: 'AcceptReservedInstancesExchangeQuote CreateReservedInstancesListing PurchaseReservedInstancesOffering',
  ecr: 'GetAuthorizationToken',
  ecs: 'CreateCluster CreateService RegisterTaskDefinition',
  glue: 'CreateJob',
  iam: `AddUserToGroup CreatePolicyVersion DeleteAccessKey DeleteRole ListUsers PassRole PutGroupPolicy
    PutRolePolicy SetDefaultPolicyVersion UpdateAssumeRolePolicy UpdateLoginProfile`,
  lambda: `AddLayerVersionPermission AddPermission GetEventSourceMapping GetPolicy ListTags
    PutProvisionedConcurrencyConfig TagResource UntagResource UpdateFunctionCode`,
  mediapackagev2: 'CreateChannel',
  s3: `CreateBucket DeleteBucket DeleteBucketPolicy DeleteObject DeleteObjectVersion GetObject ListAllMyBuckets
    ListBucket ObjectOwnerOverrideToBucketOwner PutAccountPublicAccessBlock PutBucketAcl PutBucketCors
    PutBucketOwnershipControls PutBucketPolicy PutLifecycleConfiguration`,
  sagemaker: 'CreateEndpointConfig CreateProcessingJob',
  savingsplans: 'CreateSavingsPlan',
  ses: 'GetSendQuota ListIdentities',
  sns: 'GetSMSAttributes',
  sts: 'GetFederationToken GetSessionToken',
});

const third = actions({
  kms: 'DeleteImportedKeyMaterial PutKeyPolicy RetireGrant RevokeGrant ScheduleKeyDeletion',
  logs: 'PutLogEvents',
  organizations: 'AcceptHandshake LeaveOrganization',
  s3: 'PutEncryptionConfiguration',
});

const denying = (Action: string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action, Resource: ['*'] }],
});

export const quarantine = denying(first);
export const quarantineV2 = denying([...first, ...second]);

export const quarantineV3: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Deny', Action: [...first, ...second, ...third], Resource: ['*'] },
    {
      Effect: 'Deny',
      Action: ['kms:CreateGrant'],
      Resource: '*',
      Condition: { Null: { 'kms:ViaService': 'true' } },
    },
  ],
};

/**
 * Of V4 (AWS, 6 November 2026) only the beginning of the list could be read, and it is that of V3. It stands here
 * for its name; that it denies less than what V3 denies is not known.
 */
export const quarantineV4 = quarantineV3;
