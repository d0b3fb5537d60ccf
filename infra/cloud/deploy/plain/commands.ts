import { artifactBucket, artifactPrefix, type PlainStack } from './plain-template.ts';

export const functionsFolder = 'functions';
export const templateFile = ({ name }: { name: string }): string => `${name}.template.json`;

const deployCommand = (stack: PlainStack): string =>
  [
    `aws cloudformation deploy --region ${stack.region} --stack-name ${stack.name} \\`,
    `  --template-file ${templateFile(stack)} --capabilities CAPABILITY_NAMED_IAM`,
    ...(stack.template.Parameters
      ? [
          // A template beyond 51,200 bytes is not taken from the request, only from a bucket.
          '  --s3-bucket "$BUCKET" --s3-prefix tourniquet \\',
          `  --parameter-overrides ${artifactBucket}="$BUCKET" ${artifactPrefix}=tourniquet`,
        ]
      : []),
  ]
    .map((line, index, lines) => (index < lines.length - 1 && !line.endsWith('\\') ? `${line} \\` : line))
    .join('\n');

/** The commands that deploy the folder, run in it, in their order. */
export const commandsOf = (stacks: readonly PlainStack[]): string[] => [
  ...stacks
    .filter(({ template }) => template.Parameters)
    .map(
      ({ region }) => `aws s3 cp ${functionsFolder} "s3://$BUCKET/tourniquet" --recursive --region ${region}`,
    ),
  ...stacks.map(deployCommand),
];

/** What is written beside the templates. */
export const readmeOf = (stacks: readonly PlainStack[]): string => {
  const [home] = stacks;
  const blocks = commandsOf(stacks).map((command) => `\`\`\`sh\n${command}\n\`\`\``);
  return `# Tourniquet as plain CloudFormation

Made by \`npm run deploy -- --template\` from the settings in tourniquet.config.json. When those change, make it again and run the
same commands: the zips have new names then, and CloudFormation updates what differs.

You need a bucket in ${home?.region}, private and with versions, that nobody but deployers may write to: whoever can change
what lies there changes what runs. In this folder:

\`\`\`sh
BUCKET=the-name-of-your-bucket
\`\`\`

${blocks.join('\n\n')}

Each command waits until it is done. The first stack's outputs hold the address of the webhook:

\`\`\`sh
aws cloudformation describe-stacks --region ${home?.region} --stack-name ${home?.name} --query 'Stacks[0].Outputs'
\`\`\`

Then confirm the subscriptions in the mailboxes, make the GitHub App if there is one (docs/settings.md), give other accounts their roles
(docs/members.md), and ask what is missing, in the checkout:

\`\`\`sh
AWS_REGION=${home?.region} npm run -s tourniquet -- doctor
\`\`\`

What you need to be allowed: docs/policies/deploy-template.json. Terraform, updates and how to take it away: docs/deploy.md.
`;
};
