import { cloudFormationService } from '../../src/sandbox/cloudformation.ts';
import { ec2Service } from '../../src/sandbox/ec2-api/service.ts';
import { stsService } from '../../src/sandbox/ec2-api/sts.ts';
import { eventBridgeService } from '../../src/sandbox/events-api/event-bridge.ts';
import { snsService } from '../../src/sandbox/events-api/sns.ts';
import { sqsService } from '../../src/sandbox/events-api/sqs.ts';
import { s3Service } from '../../src/sandbox/s3-api/service.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { secretsManagerService } from '../../src/sandbox/secrets-manager.ts';
import { ssmService } from '../../src/sandbox/ssm-api/service.ts';
import { statesService } from '../../src/sandbox/states/service.ts';

/** The operations of AWS that a sandbox imitates by itself, of each service; DynamoDB's are dynalite's. */
export function imitatedOperations({ world, machines, queues, topics, buses }: Sandbox): Map<string, string[]> {
  const services = [
    ec2Service(world),
    stsService(world),
    statesService(machines),
    secretsManagerService(new Map(), ''),
    s3Service(world),
    ssmService(world, new Map()),
    sqsService(queues, world.ownAccountId),
    snsService(topics, world.ids),
    eventBridgeService(buses),
    cloudFormationService(world, { name: '', region: '', createdAt: 0, outputs: () => ({}) }),
  ];
  // The delivery of an event is a name for faults: nobody calls it.
  return new Map(
    services.map(({ name, operations }) => [name, operations.filter((operation) => operation !== 'InvokeTarget')]),
  );
}
