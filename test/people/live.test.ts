import { describe, expect, it } from 'vitest';
import { peopleTopic } from '../../src/people/live.ts';
import { Clock } from '../../src/sandbox/clock.ts';
import { snsService } from '../../src/sandbox/events-api/sns.ts';
import { Topics } from '../../src/sandbox/events-api/topics.ts';
import { Ids } from '../../src/sandbox/ids.ts';
import { openingWith } from '../ec2/opening.ts';
import { inProcess } from '../support/in-process.ts';
import { faultOf } from '../support/ports.ts';

const arn = 'arn:aws:sns:ap-northeast-1:111111111111:canal-dev-people';

function topic(environment: Record<string, string> = { CANAL_PEOPLE_TOPIC: arn }) {
  const ids = new Ids(1);
  const topics = new Topics([arn], { clock: new Clock(0), ids });
  const wire = inProcess(snsService(topics, ids));
  return { topics, door: peopleTopic({ ...openingWith(environment), requestHandler: wire as never }) };
}

describe('The topic for people', () => {
  it('gets a subject and plain sentences', async () => {
    const { topics, door } = topic();
    await door.tell({
      subject: 'Network "plant" has failed',
      text: 'Look at VPG: <it> is "gone" & ¥20 per hour.\nNext: …',
    });
    expect(topics.messages).toEqual([
      {
        messageId: expect.any(String),
        topicArn: arn,
        subject: 'Network "plant" has failed',
        message: 'Look at VPG: <it> is "gone" & ¥20 per hour.\nNext: …',
        publishedAt: 0,
      },
    ]);
  });

  it('gets no subject that SNS would refuse', async () => {
    const { topics, door } = topic();
    await door.tell({ subject: ` two\nlines of ¥ ${'x'.repeat(200)}`, text: 'x'.repeat(200_000) });
    const [{ subject = '', message = '' } = {}] = topics.messages;
    expect(subject).toMatch(/^two lines of \? x+\.\.\.$/);
    expect([subject.length, message.length]).toEqual([99, 100_000]);
  });

  it('must be there, and named in the settings', async () => {
    await expect(topic({ CANAL_PEOPLE_TOPIC: `${arn}-gone` }).door.tell({ subject: 'x', text: 'y' })).rejects.toThrow(
      'Topic does not exist',
    );
    const fault = await faultOf(topic({}).door.tell({ subject: 'x', text: 'y' }));
    expect([fault.name, fault.message]).toEqual(['InvalidSettings', expect.stringContaining('CANAL_PEOPLE_TOPIC')]);
  });
});
