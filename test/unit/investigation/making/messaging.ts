import type { Case, Gone } from './case.ts';

const deleteIdentity = (identity: string): Gone => ['ses:DeleteIdentity', { identity }];

export const messaging: Case[] = [
  [
    'ses:CreateEmailIdentity',
    { emailIdentity: 'evil.example' },
    { identityType: 'DOMAIN' },
    'email identity evil.example',
    ['ses:DeleteEmailIdentity', { emailIdentity: 'evil.example' }],
    deleteIdentity('evil.example'),
  ],
  [
    'ses:VerifyEmailIdentity',
    { emailAddress: 'eve@evil.example' },
    null,
    'email identity eve@evil.example',
    deleteIdentity('eve@evil.example'),
  ],
  [
    'ses:VerifyEmailAddress',
    { emailAddress: 'eve@evil.example' },
    null,
    'email identity eve@evil.example',
    ['ses:DeleteVerifiedEmailAddress', { emailAddress: 'eve@evil.example' }],
  ],
  [
    'ses:VerifyDomainIdentity',
    { domain: 'evil.example' },
    { verificationToken: 'x' },
    'email identity evil.example',
    deleteIdentity('evil.example'),
  ],
  [
    'ses:CreateReceiptRule',
    { ruleSetName: 's', rule: { name: 'r' } },
    null,
    'receipt rule r of rule set s',
    ['ses:DeleteReceiptRule', { ruleSetName: 's', ruleName: 'r' }],
  ],
  [
    'ses:CreateTemplate',
    { template: { templateName: 't' } },
    null,
    'mail template t',
    ['ses:DeleteTemplate', { templateName: 't' }],
  ],
  [
    'ses:CreateEmailTemplate',
    { templateName: 't' },
    null,
    'mail template t',
    ['ses:DeleteEmailTemplate', { templateName: 't' }],
  ],
  [
    'ses:CreateConfigurationSet',
    { configurationSet: { name: 'c' } },
    null,
    'mail configuration c',
    ['ses:DeleteConfigurationSet', { configurationSetName: 'c' }],
  ],
  [
    'mobiletargeting:CreateApp',
    { createApplicationRequest: { name: 'a' } },
    { applicationResponse: { id: 'a1', name: 'a' } },
    'Pinpoint app a1',
    ['mobiletargeting:DeleteApp', { 'application-id': 'a1' }],
  ],
  [
    'sms-voice:RequestPhoneNumber',
    { isoCountryCode: 'US' },
    { phoneNumberId: 'phone-1' },
    'phone number phone-1',
    ['sms-voice:ReleasePhoneNumber', { phoneNumberId: 'phone-1' }],
  ],
  [
    'sns:CreateTopic',
    { name: 't' },
    { topicArn: 'arn:aws:sns:eu-west-1:1:t' },
    'topic t',
    ['sns:DeleteTopic', { topicArn: 'arn:aws:sns:eu-west-1:1:t' }],
  ],
  [
    'sqs:CreateQueue',
    { queueName: 'q' },
    { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/q' },
    'queue q',
    ['sqs:DeleteQueue', { queueUrl: 'https://sqs.eu-west-1.amazonaws.com/1/q' }],
  ],
];
