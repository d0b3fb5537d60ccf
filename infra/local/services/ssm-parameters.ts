import { AwsError, type Call, type Clock, type Operation, type Shape } from '../contract.ts';
import { arnOf, type PerScope, perScope, scopeOf } from './scope.ts';

interface Parameter {
  Name: string;
  Type: string;
  Value: string;
  Version: number;
  LastModifiedDate: Date;
}

/** Characters: of a standard parameter, and of an advanced one (Systems Manager user guide, "Parameter tiers"). */
const most: Readonly<Record<string, number>> = {
  Standard: 4096,
  Advanced: 8192,
  'Intelligent-Tiering': 8192,
};

const arnOfParameter = (name: string, call: Call): string =>
  arnOf('ssm', scopeOf(call), `parameter/${name.replace(/^\//, '')}`);

function checkValue({ Value = '', Tier = 'Standard' }: Shape): void {
  const limit = most[Tier] ?? 4096;
  if (Value.length >= 1 && Value.length <= limit) return;
  throw new AwsError('ValidationException', `Value must have 1 to ${limit} characters in the tier ${Tier}`);
}

function put(known: Map<string, Parameter>, input: Shape, now: Date): Shape {
  const { Name, Type, Value, Overwrite = false } = input;
  checkValue(input);
  const before = known.get(Name);
  if (before && !Overwrite)
    throw new AwsError(
      'ParameterAlreadyExists',
      'The parameter already exists. Set Overwrite to replace it.',
    );
  const Version = (before?.Version ?? 0) + 1;
  known.set(Name, { Name, Type: Type ?? before?.Type, Value, Version, LastModifiedDate: now });
  return { Version, Tier: Value.length > 4096 ? 'Advanced' : 'Standard' };
}

/** Parameters of plain text. Versions of the past and labels are not kept. */
export function parameterOperations(clock: Clock): Record<string, Operation> {
  const parameters: PerScope<Map<string, Parameter>> = perScope(() => new Map());
  const on = (readOnly: boolean, run: Operation['run']): Operation => ({
    readOnly,
    resources: (input, call) => [arnOfParameter(input.Name ?? '', call)],
    run,
  });
  return {
    PutParameter: on(false, (input, call) => put(parameters.of(scopeOf(call)), input, clock.now())),
    GetParameter: on(true, (input, call) => {
      const found = parameters.of(scopeOf(call)).get(input.Name);
      if (!found) throw new AwsError('ParameterNotFound', `Parameter ${input.Name} not found.`);
      return { Parameter: { ...found, ARN: arnOfParameter(found.Name, call), DataType: 'text' } };
    }),
    DeleteParameter: on(false, (input, call) => {
      if (parameters.of(scopeOf(call)).delete(input.Name)) return {};
      throw new AwsError('ParameterNotFound', `Parameter ${input.Name} not found.`);
    }),
  };
}
