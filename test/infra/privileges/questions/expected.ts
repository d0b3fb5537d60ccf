import { guardTag } from '#lib/credential/guard-tag.ts';
import { denyAll, ourOrganization, type Question, thingsIn } from './question.ts';

/** What containment is made of: so that a `no` above is none of a question that was put wrongly. */
export const expectedOf = (accountId: string): { question: Question; home: string[]; member: string[] }[] => {
  const { users, roles, iam } = thingsIn(accountId);
  const [user = '', role = ''] = [users[1], roles[1]];
  const [contain, restore, member] = ['tourniquet-contain', 'tourniquet-restore', 'tourniquet-member'];
  const policy = { 'iam:PolicyARN': denyAll };
  const boundary = { 'iam:PermissionsBoundary': denyAll };
  const tag = { 'aws:TagKeys': [guardTag.key], [`aws:RequestTag/${guardTag.key}`]: guardTag.value };
  const entering = { action: 'sts:AssumeRole', context: ourOrganization };
  const memberRole = 'arn:aws:iam::444455556666:role/tourniquet-member';
  return [
    { question: { ...entering, on: memberRole }, home: [contain, restore], member: [] },
    { question: { ...entering, on: `${memberRole}-read` }, home: ['tourniquet-investigate'], member: [] },
    {
      question: { ...entering, on: `${memberRole}-revoke` },
      home: ['tourniquet-revoke-sessions'],
      member: [],
    },
    {
      question: { action: 'iam:AttachUserPolicy', on: user, context: policy },
      home: [contain],
      member: [member],
    },
    {
      question: { action: 'iam:AttachRolePolicy', on: role, context: policy },
      home: [contain],
      member: [member],
    },
    {
      question: { action: 'iam:DetachUserPolicy', on: user, context: policy },
      home: [restore],
      member: [member],
    },
    {
      question: { action: 'iam:PutUserPermissionsBoundary', on: user, context: boundary },
      home: [contain],
      member: [member],
    },
    {
      question: { action: 'iam:DeleteRolePermissionsBoundary', on: role, context: boundary },
      home: [restore],
      member: [member],
    },
    {
      question: { action: 'iam:TagUser', on: user, context: tag },
      home: [contain, restore],
      member: [member],
    },
    {
      question: { action: 'iam:GetRole', on: iam('role/app') },
      home: [contain, 'tourniquet-investigate', restore, 'tourniquet-revoke-sessions'],
      member: [member, 'tourniquet-member-revoke', 'tourniquet-member-read'],
    },
  ];
};
