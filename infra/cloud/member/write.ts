import { writeFileSync } from 'node:fs';
import { memberYaml } from './template.ts';

/** `node infra/cloud/member/write.ts`, after grants, patterns or names have changed: a test says so when it is due. */
writeFileSync(new URL('../member.yaml', import.meta.url), await memberYaml());
