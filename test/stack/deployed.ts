import type { Resource, Resources } from './template.ts';

/** The longest of AWS's public Regions, and an account: names and ARNs are as long as they get. */
const somewhere = { Partition: 'aws', Region: 'ap-southeast-1', AccountId: '111111111111' } as const;

const arn = (service: string, name: string): string =>
  `arn:aws:${service}:${somewhere.Region}:${somewhere.AccountId}:${name}`;

interface Kind {
  /** The property that holds its name. */
  readonly named: string;
  readonly arn: (name: string) => string;
  /** Whether `Ref` is its ARN, not its name. */
  readonly refIsArn?: true;
}

const kinds: Readonly<Record<string, Kind>> = {
  'AWS::DynamoDB::Table': { named: 'TableName', arn: (name) => arn('dynamodb', `table/${name}`) },
  'AWS::Events::EventBus': { named: 'Name', arn: (name) => arn('events', `event-bus/${name}`) },
  'AWS::IAM::Role': { named: 'RoleName', arn: (name) => `arn:aws:iam::${somewhere.AccountId}:role/${name}` },
  'AWS::Lambda::Function': { named: 'FunctionName', arn: (name) => arn('lambda', `function:${name}`) },
  'AWS::Logs::LogGroup': { named: 'LogGroupName', arn: (name) => arn('logs', `log-group:${name}:*`) },
  'AWS::S3::Bucket': { named: 'BucketName', arn: (name) => `arn:aws:s3:::${name}` },
  'AWS::SNS::Topic': { named: 'TopicName', arn: (name) => arn('sns', name), refIsArn: true },
  'AWS::SQS::Queue': { named: 'QueueName', arn: (name) => arn('sqs', name) },
  'AWS::SSM::Document': { named: 'Name', arn: (name) => arn('ssm', `document/${name}`) },
  'AWS::SecretsManager::Secret': {
    named: 'Name',
    arn: (name) => arn('secretsmanager', `secret:${name}-AbCdEf`),
    refIsArn: true,
  },
};

/** A value of the template as CloudFormation would deploy it: `Ref`, `Fn::Sub`, `Fn::GetAtt` and `Fn::Join` are filled in, however deep. */
export function deployed(value: unknown, resources: Resources): unknown {
  if (Array.isArray(value)) return value.map((one) => deployed(one, resources));
  if (typeof value !== 'object' || value === null) return value;
  const [[key = '', to] = [], ...more] = Object.entries(value);
  if (more.length === 0 && key === 'Fn::Sub') return filled(to as string, resources);
  if (more.length === 0 && key === 'Ref') return referred(to as string, resources);
  if (more.length === 0 && key === 'Fn::Join') {
    const [between, parts] = to as [string, unknown[]];
    return (deployed(parts, resources) as string[]).join(between);
  }
  if (more.length === 0 && key === 'Fn::GetAtt') return attribute(to as string[], resources);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, deployed(one, resources)]));
}

const filled = (text: string, resources: Resources): string =>
  text.replaceAll(/\$\{([\w:]+)(?:\.(\w+))?\}/g, (_, id: string, name?: string) =>
    name === undefined ? referred(id, resources) : attribute([id, name], resources),
  );

function referred(id: string, resources: Resources): string {
  const pseudo = id.replace('AWS::', '') as keyof typeof somewhere;
  if (id.startsWith('AWS::')) return somewhere[pseudo];
  const { kind, name } = found(id, resources);
  return kind?.refIsArn ? kind.arn(name) : name;
}

function attribute([id = '', name]: readonly string[], resources: Resources): string {
  const { kind, name: ofResource } = found(id, resources);
  return name === 'Arn' && kind ? kind.arn(ofResource) : ofResource;
}

/** A resource that CloudFormation names by itself has a name like `canal-prod-CheckRole-1A2B3C4D5E6F`. */
function found(id: string, resources: Resources): { kind: Kind | undefined; name: string } {
  const resource: Resource | undefined = resources[id];
  const kind = kinds[resource?.Type ?? ''];
  const given = resource?.Properties[kind?.named ?? 'Name'];
  return { kind, name: given === undefined ? `${id}-1A2B3C4D5E6F` : String(deployed(given, resources)) };
}
