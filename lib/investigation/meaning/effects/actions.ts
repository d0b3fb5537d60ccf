/** `iam:CreateUser` from `iam` and `CreateUser Another`. */
const of = (actions: Readonly<Record<string, string>>): ReadonlySet<string> =>
  new Set(
    Object.entries(actions).flatMap(([service, names]) =>
      names.split(' ').map((name) => `${service}:${name}`),
    ),
  );

/** Calls that hand over secrets or the content of what is stored. Names and settings are only discovered. */
export const readingData: ReadonlySet<string> = of({
  secretsmanager: 'GetSecretValue BatchGetSecretValue',
  ssm: 'GetParameter GetParameters GetParametersByPath GetParameterHistory GetCommandInvocation',
  ec2: 'GetPasswordData GetConsoleOutput GetConsoleScreenshot GetLaunchTemplateData',
  s3: 'GetObject GetObjectVersion GetObjectTorrent SelectObjectContent CopyObject',
  ebs: 'GetSnapshotBlock',
  dynamodb:
    'GetItem BatchGetItem Query Scan ExecuteStatement BatchExecuteStatement TransactGetItems GetRecords',
  'rds-data': 'ExecuteStatement BatchExecuteStatement ExecuteSql',
  rdsdata: 'ExecuteStatement BatchExecuteStatement ExecuteSql',
  'redshift-data': 'ExecuteStatement BatchExecuteStatement GetStatementResult',
  rds: 'DownloadDBLogFilePortion DownloadCompleteDBLogFile StartExportTask',
  athena: 'StartQueryExecution GetQueryResults GetQueryResultsStream',
  kms: 'Decrypt',
  logs: 'GetLogEvents FilterLogEvents GetLogRecord GetQueryResults StartLiveTail CreateExportTask',
  cloudtrail: 'LookupEvents GetQueryResults',
  lambda: 'GetFunction GetLayerVersion GetLayerVersionByArn',
  ecr: 'BatchGetImage GetDownloadUrlForLayer',
  codecommit: 'GitPull GetFile GetFolder GetBlob',
  codeartifact: 'GetPackageVersionAsset',
  kinesis: 'GetRecords',
  sqs: 'ReceiveMessage',
  glacier: 'GetJobOutput',
  bedrock: 'Retrieve RetrieveAndGenerate',
  acm: 'ExportCertificate',
  lightsail: 'GetInstanceAccessDetails DownloadDefaultKeyPair',
  apigateway: 'GetApiKey GetApiKeys',
});

/** Calls that give out something to sign in or sign calls with. */
export const issuing: ReadonlySet<string> = of({
  sts:
    'AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot GetSessionToken GetFederationToken ' +
    'GetScopedCredentials GetDelegatedAccessToken GetWebIdentityToken',
  iam:
    'CreateAccessKey CreateLoginProfile UpdateLoginProfile CreateServiceSpecificCredential ' +
    'ResetServiceSpecificCredential UploadSSHPublicKey UploadSigningCertificate CreateVirtualMFADevice',
  signin: 'GetSigninToken ConsoleLogin SwitchRole RenewRole CreateOAuth2Token',
  sso: 'GetRoleCredentials CreateToken Federate',
  'sso-directory': 'UpdatePassword CreateBearerToken',
  'cognito-identity': 'GetCredentialsForIdentity GetOpenIdToken GetOpenIdTokenForDeveloperIdentity',
  rolesanywhere: 'CreateSession',
  ecr: 'GetAuthorizationToken',
  'ecr-public': 'GetAuthorizationToken',
  codeartifact: 'GetAuthorizationToken',
  redshift: 'GetClusterCredentials GetClusterCredentialsWithIAM',
  'redshift-serverless': 'GetCredentials',
  lightsail: 'GetInstanceAccessDetails DownloadDefaultKeyPair',
  ec2: 'CreateKeyPair ImportKeyPair',
  'ec2-instance-connect': 'SendSSHPublicKey SendSerialConsoleSSHPublicKey OpenTunnel',
  ssm: 'StartSession ResumeSession CreateActivation',
  sagemaker: 'CreatePresignedNotebookInstanceUrl CreatePresignedDomainUrl',
  appsync: 'CreateApiKey',
  apigateway: 'CreateApiKey',
});

/** Calls that cost money, at once or for as long as the thing stands. */
export const billing: ReadonlySet<string> = of({
  ec2:
    'RunInstances StartInstances RequestSpotInstances RequestSpotFleet CreateFleet AllocateHosts AllocateAddress ' +
    'PurchaseReservedInstancesOffering PurchaseHostReservation CreateNatGateway CreateVolume CreateCapacityReservation',
  autoscaling: 'CreateAutoScalingGroup UpdateAutoScalingGroup SetDesiredCapacity',
  lightsail: 'CreateInstances CreateContainerService CreateRelationalDatabase',
  ecs: 'RunTask StartTask CreateService UpdateService',
  eks: 'CreateCluster CreateNodegroup CreateFargateProfile',
  batch: 'SubmitJob CreateComputeEnvironment',
  elasticmapreduce: 'RunJobFlow',
  gamelift: 'CreateFleet',
  apprunner: 'CreateService',
  workspaces: 'CreateWorkspaces',
  rds: 'CreateDBInstance CreateDBCluster RestoreDBInstanceFromDBSnapshot RestoreDBClusterFromSnapshot',
  redshift: 'CreateCluster',
  sagemaker:
    'CreateNotebookInstance CreateTrainingJob CreateProcessingJob CreateTransformJob CreateEndpoint ' +
    'CreateHyperParameterTuningJob CreateApp',
  bedrock:
    'InvokeModel InvokeModelWithResponseStream InvokeModelWithBidirectionalStream Converse ConverseStream ' +
    'InvokeAgent InvokeFlow InvokeInlineAgent RetrieveAndGenerate StartAsyncInvoke CreateModelInvocationJob ' +
    'CreateProvisionedModelThroughput CreateFoundationModelAgreement CreateModelCustomizationJob',
  'agreement-marketplace': 'AcceptAgreementRequest',
  'aws-marketplace': 'Subscribe',
  ses:
    'SendEmail SendRawEmail SendBulkEmail SendTemplatedEmail SendBulkTemplatedEmail CreateEmailIdentity ' +
    'VerifyEmailIdentity VerifyEmailAddress VerifyDomainIdentity CreateDedicatedIpPool',
  'sms-voice': 'SendTextMessage SendVoiceMessage RequestPhoneNumber',
  'social-messaging': 'SendWhatsAppMessage',
  connect: 'StartOutboundVoiceContact ClaimPhoneNumber',
  route53domains: 'RegisterDomain TransferDomain RenewDomain',
  route53: 'CreateHostedZone',
  glue: 'CreateDevEndpoint StartJobRun',
  codebuild: 'StartBuild StartBuildBatch',
  transfer: 'CreateServer',
  'acm-pca': 'CreateCertificateAuthority',
  shield: 'CreateSubscription',
});

/** Calls that take away what nobody can put back, whatever their names begin with. */
export const destroying: ReadonlySet<string> = of({
  ec2: 'TerminateInstances DeregisterImage ReleaseAddress',
  kms: 'ScheduleKeyDeletion DisableKey',
  sqs: 'PurgeQueue',
  ecr: 'BatchDeleteImage',
  iam: 'DeactivateMFADevice',
  organizations: 'LeaveOrganization CloseAccount RemoveAccountFromOrganization',
  account: 'CloseAccount',
});
