import { logicalId, type Resources, type Statement, statementsOf } from './template.ts';

/** What every function may do, whatever its code: write its log and its traces. */
const ofEveryFunction = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

/** Actions that AWS defines for no resource but all. */
const forNoResource =
  /^(ec2:Describe\w+|ssm:GetCommandInvocation|xray:\w+|logs:(\w+LogDelivery|ListLogDeliveries|PutResourcePolicy|Describe\w+))$/;

const actionsOf = ({ Action }: Statement): string[] => [Action].flat();

/** What is wrong with the roles of the functions, one sentence each; `reach` tells the actions of a function's code. */
export function roleFaults(
  resources: Resources,
  functions: readonly string[],
  reach: (name: string) => readonly string[],
): string[] {
  return [
    ...functions.flatMap((name) => functionFaults(resources, name, reach(name))),
    ...Object.entries(resources)
      .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
      .flatMap(([id, role]) => statementsOf(role).flatMap((statement) => statementFaults(id, statement))),
  ];
}

function functionFaults(resources: Resources, name: string, reached: readonly string[]): string[] {
  const role = resources[logicalId(name)]?.Properties.Role?.['Fn::GetAtt']?.[0] as string | undefined;
  if (role === undefined || !resources[role]) return [`${name} has no role of the template.`];
  const allowed = new Set(statementsOf(resources[role]).flatMap(actionsOf));
  const needed = [...reached, ...ofEveryFunction];
  const trusted = resources[role].Properties.AssumeRolePolicyDocument?.Statement;
  return [
    ...needed.filter((action) => !allowed.has(action)).map((action) => `${name} needs ${action}: ${role} lacks it.`),
    ...[...allowed]
      .filter((action) => !needed.includes(action))
      .map((action) => `${name} may ${action} by ${role}, and its code does not call it.`),
    ...(JSON.stringify(trusted?.map((one: { Principal: unknown }) => one.Principal)) ===
    JSON.stringify([{ Service: 'lambda.amazonaws.com' }])
      ? []
      : [`${role} trusts others than Lambda.`]),
  ];
}

function statementFaults(id: string, statement: Statement): string[] {
  const actions = actionsOf(statement);
  const wide = [statement.Resource].flat().includes('*') ? actions.filter((action) => !forNoResource.test(action)) : [];
  return [
    ...actions.filter((action) => action.includes('*')).map((action) => `${id} allows ${action}: name the actions.`),
    ...wide.map((action) => `${id} allows ${action} on everything: name the resources.`),
    ...(statement.Effect === 'Allow' ? [] : [`${id} has a statement that does not allow: this check cannot read it.`]),
  ];
}
