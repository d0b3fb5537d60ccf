import { answered, asked } from '../meaning/request.ts';
import { type MakingTable, thing } from './row.ts';

/** Machine learning (SageMaker records in its developer guide, Bedrock recorded by Stratus Red Team; the rest API references). */
export const learning: MakingTable = {
  'sagemaker:CreateNotebookInstance': thing(
    'notebook',
    'AWS::SageMaker::NotebookInstance',
    asked('notebookInstanceName'),
  ),
  'sagemaker:CreateDomain': thing(
    'SageMaker domain',
    'AWS::SageMaker::Domain',
    answered('domainId'),
    asked('domainName'),
  ),
  'sagemaker:CreateEndpoint': thing('model endpoint', 'AWS::SageMaker::Endpoint', asked('endpointName')),
  'sagemaker:CreateModel': thing('model', 'AWS::SageMaker::Model', asked('modelName')),
  'sagemaker:CreateTrainingJob': thing('training job', null, asked('trainingJobName')),
  'sagemaker:CreateProcessingJob': thing(
    'processing job',
    'AWS::SageMaker::ProcessingJob',
    asked('processingJobName'),
  ),
  'bedrock:CreateAgent': thing(
    'Bedrock agent',
    'AWS::Bedrock::Agent',
    answered('agent.agentId'),
    asked('agentName'),
  ),
  'bedrock:CreateKnowledgeBase': thing(
    'knowledge base',
    'AWS::Bedrock::KnowledgeBase',
    answered('knowledgeBase.knowledgeBaseId'),
    asked('name'),
  ),
  'bedrock:CreateProvisionedModelThroughput': thing(
    'model throughput',
    null,
    answered('provisionedModelArn'),
  ),
  'bedrock:CreateModelCustomizationJob': thing('customization job', null, answered('jobArn')),
  'bedrock:CreateFoundationModelAgreement': thing('model agreement', null, asked('modelId')),
};
