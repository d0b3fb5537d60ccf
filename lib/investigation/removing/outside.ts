import { owned } from '../making/row.ts';
import { answered, asked } from '../meaning/request.ts';
import { type RemovingTable, removal, removalByEnd } from './row.ts';

const template = removal('mail template', asked('templateName'));

/**
 * What others see: mail, the web, models. A DNS record is known by more than its name, so that which one a call deletes
 * the name alone does not tell.
 */
export const outside: RemovingTable = {
  'ses:DeleteEmailIdentity': removal('email identity', asked('emailIdentity')),
  'ses:DeleteIdentity': removal('email identity', asked('identity')),
  'ses:DeleteVerifiedEmailAddress': removal('email identity', asked('emailAddress')),
  'ses:DeleteReceiptRule': owned(
    removal('receipt rule', asked('ruleName')),
    'rule set',
    asked('ruleSetName'),
  ),
  'ses:DeleteTemplate': template,
  'ses:DeleteEmailTemplate': template,
  'ses:DeleteConfigurationSet': removal('mail configuration', asked('configurationSetName')),
  'mobiletargeting:DeleteApp': removal(
    'Pinpoint app',
    answered('id'),
    asked('applicationId'),
    asked('application-id'),
  ),
  'sms-voice:ReleasePhoneNumber': removal('phone number', answered('phoneNumberId'), asked('phoneNumberId')),
  'sns:DeleteTopic': removalByEnd('topic', asked('topicArn')),
  'sqs:DeleteQueue': removalByEnd('queue', asked('queueUrl')),
  'apigateway:DeleteRestApi': removal('REST API', asked('restApiId')),
  'apigateway:DeleteApi': removal('API', asked('apiId')),
  'apigateway:DeleteApiKey': removal('API key', asked('apiKey'), asked('api_Key')),
  'cloudfront:DeleteDistribution': removal('distribution', asked('id')),
  'cloudfront:DeleteFunction': removal('edge function', asked('name')),
  'route53domains:DeleteDomain': removal('domain', asked('domainName')),
  'route53:DeleteHostedZone': removalByEnd('hosted zone', asked('id')),
  'amplify:DeleteApp': removal('Amplify app', asked('appId')),
  'cloudtrail:DeleteTrail': removalByEnd('trail', asked('name')),
  'sagemaker:DeleteNotebookInstance': removal('notebook', asked('notebookInstanceName')),
  'sagemaker:DeleteDomain': removal('SageMaker domain', asked('domainId')),
  'sagemaker:DeleteEndpoint': removal('model endpoint', asked('endpointName')),
  'sagemaker:DeleteModel': removal('model', asked('modelName')),
  'sagemaker:StopTrainingJob': removal('training job', asked('trainingJobName')),
  'sagemaker:StopProcessingJob': removal('processing job', asked('processingJobName')),
  'bedrock:DeleteAgent': removal('Bedrock agent', asked('agentId')),
  'bedrock:DeleteKnowledgeBase': removal('knowledge base', asked('knowledgeBaseId')),
  'bedrock:DeleteProvisionedModelThroughput': removal('model throughput', asked('provisionedModelId')),
  'bedrock:StopModelCustomizationJob': removal('customization job', asked('jobIdentifier')),
  'bedrock:DeleteFoundationModelAgreement': removal('model agreement', asked('modelId')),
};
