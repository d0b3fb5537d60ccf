import { answered, asked } from '../meaning/request.ts';
import { type Making, type MakingTable, owned, thing } from './row.ts';

// Whoever asks to verify an address again is sent the same mail again.
const identity = (...id: string[]): Making => ({
  ...thing('email identity', 'AWS::SES::EmailIdentity', ...id),
  mayHaveStood: true,
});
const template = thing(
  'mail template',
  'AWS::SES::Template',
  asked('template.templateName'),
  asked('templateName'),
);

/**
 * What sends and takes mail and messages (SES, SNS, SQS and Pinpoint API references; records of SNS and SQS in their
 * developer guides). Both versions of SES speak as ses; CloudTrail masks some addresses.
 */
export const messaging: MakingTable = {
  'ses:CreateEmailIdentity': thing('email identity', 'AWS::SES::EmailIdentity', asked('emailIdentity')),
  'ses:VerifyEmailIdentity': identity(asked('emailAddress')),
  'ses:VerifyEmailAddress': identity(asked('emailAddress')),
  'ses:VerifyDomainIdentity': identity(asked('domain')),
  'ses:CreateReceiptRule': owned(
    thing('receipt rule', 'AWS::SES::ReceiptRule', asked('rule.name')),
    'rule set',
    asked('ruleSetName'),
  ),
  'ses:CreateTemplate': template,
  'ses:CreateEmailTemplate': template,
  'ses:CreateConfigurationSet': thing(
    'mail configuration',
    'AWS::SES::ConfigurationSet',
    asked('configurationSet.name'),
    asked('configurationSetName'),
  ),
  'mobiletargeting:CreateApp': thing('Pinpoint app', 'AWS::Pinpoint::App', answered('id'), asked('name')),
  'sms-voice:RequestPhoneNumber': thing(
    'phone number',
    'AWS::SMSVOICE::PhoneNumber',
    answered('phoneNumberId'),
  ),
  'sns:CreateTopic': { ...thing('topic', 'AWS::SNS::Topic', asked('name')), mayHaveStood: true },
  'sqs:CreateQueue': { ...thing('queue', 'AWS::SQS::Queue', asked('queueName')), mayHaveStood: true },
};
