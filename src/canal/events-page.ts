import * as z from 'zod/mini';
import type { EventType, eventKinds } from './event-kinds.ts';
import { Network } from './network.ts';

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

/** The file of examples/events/ that shows an event: network-ready.json. */
export const exampleFileOf = (type: EventType): string => `${type.toLowerCase().replaceAll(' ', '-')}.json`;

/** The text of docs/events.md: every event with the fields of its detail. */
export function eventsPage(kinds: typeof eventKinds): string {
  const entries = (direction: 'in' | 'out') =>
    (Object.keys(kinds) as EventType[])
      .filter((type) => (kinds[type].source === 'canal.network') === (direction === 'in'))
      .map((type) => section(type, kinds));
  return `${[
    '<!-- Generated from src/canal/events.ts, src/canal/requests.ts and src/canal/events-page.ts by scripts/events-page.mjs: change them, then run `npx node scripts/events-page.mjs`. -->',
    '# Events',
    intro,
    '## What you may ask for',
    asking,
    ...entries('in'),
    '## What you are told',
    telling,
    ...entries('out'),
  ].join('\n\n')}\n`;
}

const intro = `All events are on the bus \`canal-STAGE\` of EventBridge (\`canal-sandbox\` in the sandbox). What others ask for has the source
\`canal.network\`; what we tell has the source \`canal.workflow\`, and the bus refuses that source from anybody but our own functions.
Whoever may \`events:PutEvents\` on the bus may start networks, which cost money: allow it, with the condition
\`ForAllValues:StringEquals\` of \`events:source\` and \`canal.network\`, to those who may also call \`POST /networks\`.
No other account may put events on the bus.`;

const asking = `A request starts a run through the same checks as the API. It is taken once, also if EventBridge delivers it twice. One that can
never be is told as "Network Request Refused", which also waits for 14 days in the queue \`canal-STAGE-refused-requests\`; one that
meets a fault which time mends is tried three times, and then waits in \`canal-STAGE-dead-letters\`. Alarms watch both queues
([runbook.md](runbook.md)).

\`\`\`sh
# a sandbox (npm run -s canal -- sandbox):
export AWS_ACCESS_KEY_ID=111111111111 AWS_SECRET_ACCESS_KEY=sandbox AWS_DEFAULT_REGION=ap-northeast-1
aws --endpoint-url http://127.0.0.1:4700 events put-events --entries file://examples/events/network-requested.json
aws --endpoint-url http://127.0.0.1:4700 sqs receive-message --queue-url http://127.0.0.1:4700/111111111111/canal-sandbox-refused-requests
# a stack: with its own bus as EventBusName in the file
aws events put-events --entries file://request.json
\`\`\``;

const telling = `One event for each execution that has ended: \`executionArn\` is its key. It also comes for one that was started by hand, stopped,
killed or cut off. If EventBridge itself gives no answer to us, it may come a second time with the same key. "Network Ready",
"Network Failed", "Network Removed" and "Peering Expiring" are told in words as well, to the SNS topic \`canal-STAGE-people\`.`;

function section(type: EventType, kinds: typeof eventKinds): string {
  const { source, when, detail } = kinds[type];
  const shape: z.ZodMiniType = detail();
  // The network file has a place of its own where its fields are explained.
  const fields =
    shape === Network
      ? '`detail` is the network file as JSON: [its fields](network-file.md), [an example](../examples/two-vpcs.json).'
      : `| field of \`detail\` | what it is |\n|---|---|\n${rowsOf(z.toJSONSchema(shape, { io: 'input' }) as Schema).join('\n')}`;
  const example = `Example: [${exampleFileOf(type)}](../examples/events/${exampleFileOf(type)}).`;
  return `### ${type}\n\n${when} Source: \`${source}\`.\n\n${fields}\n\n${example}`;
}

function rowsOf({ properties = {}, required = [] }: Schema, before = ''): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = before + name;
    const list = field.type === 'array' && field.items ? field.items : undefined;
    const words = [
      field.enum?.map((one) => `\`${one}\``).join(' or ') ?? list?.type ?? field.type ?? 'anything',
      ...(field.description === undefined ? [] : [field.description]),
      ...(required.includes(name) || field.description?.includes('absent') ? [] : ['may be absent']),
    ];
    const inner = list ?? field;
    return [
      `| \`${path}${list ? '[]' : ''}\` | ${words.join('; ')} |`,
      ...(inner.properties ? rowsOf(inner, `${path}${list ? '[]' : ''}.`) : []),
    ];
  });
}
