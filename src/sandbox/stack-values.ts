import * as z from 'zod/mini';

/** One resource of serverless.yml; CloudFormation's tags are read as plain values: `!Ref Table` is "Table". */
export const Resource = z.looseObject({ Type: z.string(), Properties: z._default(z.looseObject({}), {}) });

/** The resources of serverless.yml by their logical ids. */
export type Resources = Readonly<Record<string, z.output<typeof Resource>>>;

/** Where the sandbox's copy of the stack stands. */
export interface StackPlace {
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
  readonly stage: string;
}

/** What CloudFormation would put where serverless.yml names things of the stack. */
export class StackValues {
  readonly #resources: Resources;
  readonly #place: StackPlace;

  constructor(resources: Resources, place: StackPlace) {
    this.#resources = resources;
    this.#place = place;
  }

  /** A text with account, Region and stage filled in. Throws for a variable that the sandbox does not know. */
  text(value: string): string {
    const { accountId, region, stage } = this.#place;
    const known: Readonly<Record<string, string>> = {
      'AWS::Partition': 'aws',
      'AWS::Region': region,
      'AWS::AccountId': accountId,
      'self:custom.chosen.stage': stage,
      'self:custom.chosen.region': region,
      'self:custom.chosen.sweep': 'report',
      'self:custom.chosen.accepterRoles': 'canal-accepter*',
    };
    return value.replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) => {
      const found = known[name];
      if (found === undefined) throw new Error(`serverless.yml: the sandbox does not know what ${whole} is.`);
      return found;
    });
  }

  /** The same for every text in a value. */
  within(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((one) => this.within(one));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.within(inner)]));
  }

  /** What a setting becomes: the reference to a resource for its logical id (`!Ref Bus`, `!GetAtt Queue.Arn`), else its text. */
  setting(value: string): string {
    const [id = '', attribute] = value.split('.');
    const resource = this.#resources[id];
    if (!resource) return this.text(value);
    return attribute === undefined ? this.#reference(id, resource) : this.#attribute(value, id, resource, attribute);
  }

  /** The name of a resource of a type. */
  name(id: string, resource: z.output<typeof Resource>): string {
    const field = nameFields[resource.Type];
    const name = field === undefined ? undefined : resource.Properties[field];
    if (typeof name !== 'string') throw new Error(`serverless.yml: the sandbox cannot tell the name of ${id}.`);
    return this.text(name);
  }

  #reference(id: string, resource: z.output<typeof Resource>): string {
    const name = this.name(id, resource);
    if (resource.Type === 'AWS::SNS::Topic' || resource.Type === 'AWS::StepFunctions::StateMachine') {
      return this.#arn(resource.Type, name);
    }
    return name;
  }

  #attribute(whole: string, id: string, resource: z.output<typeof Resource>, attribute: string): string {
    const name = this.name(id, resource);
    if (attribute === 'Arn') return this.#arn(resource.Type, name);
    if (attribute === 'Name' || attribute === 'QueueName') return name;
    throw new Error(`serverless.yml: the sandbox does not know what ${whole} is.`);
  }

  #arn(type: string, name: string): string {
    const { accountId, region } = this.#place;
    const arn = arns[type];
    if (!arn) throw new Error(`serverless.yml: the sandbox does not know the ARN of a resource of type ${type}.`);
    return `arn:aws:${arn.service}:${region}:${accountId}:${arn.before}${name}`;
  }
}

const nameFields: Readonly<Record<string, string>> = {
  'AWS::Events::EventBus': 'Name',
  'AWS::Events::Rule': 'Name',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SSM::Document': 'Name',
};

const arns: Readonly<Record<string, { service: string; before: string }>> = {
  'AWS::Events::EventBus': { service: 'events', before: 'event-bus/' },
  'AWS::SQS::Queue': { service: 'sqs', before: '' },
  'AWS::SNS::Topic': { service: 'sns', before: '' },
  'AWS::DynamoDB::Table': { service: 'dynamodb', before: 'table/' },
  'AWS::StepFunctions::StateMachine': { service: 'states', before: 'stateMachine:' },
};
