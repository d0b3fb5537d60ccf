import type { Case } from './case.ts';

const throughput = 'arn:aws:bedrock:us-east-1:1:provisioned-model/1';
const job = 'arn:aws:bedrock:us-east-1:1:model-customization-job/1';

/** What SageMaker knows by the name that the call gives. */
const named = (what: string, field: string, told: string, takesAway = `Delete${what}`): Case => [
  `sagemaker:Create${what}`,
  { [field]: 'x' },
  null,
  `${told} x`,
  [`sagemaker:${takesAway}`, { [field]: 'x' }],
];

export const learning: Case[] = [
  named('NotebookInstance', 'notebookInstanceName', 'notebook'),
  [
    'sagemaker:CreateDomain',
    { domainName: 'd' },
    { domainId: 'd-1' },
    'SageMaker domain d-1',
    ['sagemaker:DeleteDomain', { domainId: 'd-1' }],
  ],
  named('Endpoint', 'endpointName', 'model endpoint'),
  named('Model', 'modelName', 'model'),
  named('TrainingJob', 'trainingJobName', 'training job', 'StopTrainingJob'),
  named('ProcessingJob', 'processingJobName', 'processing job', 'StopProcessingJob'),
  [
    'bedrock:CreateAgent',
    { agentName: 'HIDDEN_DUE_TO_SECURITY_REASONS' },
    { agent: { agentId: 'A1' } },
    'Bedrock agent A1',
    ['bedrock:DeleteAgent', { agentId: 'A1' }],
  ],
  [
    'bedrock:CreateKnowledgeBase',
    { name: 'k' },
    { knowledgeBase: { knowledgeBaseId: 'K1' } },
    'knowledge base K1',
    ['bedrock:DeleteKnowledgeBase', { knowledgeBaseId: 'K1' }],
  ],
  [
    'bedrock:CreateProvisionedModelThroughput',
    { modelUnits: 1 },
    { provisionedModelArn: throughput },
    `model throughput ${throughput}`,
    ['bedrock:DeleteProvisionedModelThroughput', { provisionedModelId: throughput }],
  ],
  [
    'bedrock:CreateModelCustomizationJob',
    { jobName: 'j' },
    { jobArn: job },
    `customization job ${job}`,
    ['bedrock:StopModelCustomizationJob', { jobIdentifier: job }],
  ],
  [
    'bedrock:CreateFoundationModelAgreement',
    { modelId: 'm-v1:0' },
    { modelId: 'm-v1' },
    'model agreement m-v1:0',
    ['bedrock:DeleteFoundationModelAgreement', { modelId: 'm-v1:0' }],
  ],
];
