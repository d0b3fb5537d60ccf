import { memberCases } from '#test/drill/member-cases.ts';
import { joinByTemplate } from './templates/join.ts';

/** The drill of the member accounts, in accounts that have exactly what infra/cloud/member.yaml makes there. */
memberCases({ createMember: joinByTemplate });
