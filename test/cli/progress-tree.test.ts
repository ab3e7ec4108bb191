import { describe, expect, it } from 'vitest';
import { EventPage } from '../../src/cli/api-shapes.ts';
import { ProgressTree } from '../../src/cli/progress-tree.ts';
import { event, page } from './answers.ts';

function tree(events: readonly unknown[]): ProgressTree {
  const grown = new ProgressTree();
  for (const one of EventPage.parse(page(events)).events) grown.add(one);
  return grown;
}

const drawn = (grown: ProgressTree, brief = false): string[] =>
  grown
    .rows(brief)
    .map(({ depth, state, text, began, note }) =>
      `${'  '.repeat(depth)}${state} ${text} ${began / 1000}${note ? ` (${note})` : ''}`.trimEnd(),
    );

const app = { peering: 'app' };
const dns = { peering: 'dns' };

const sideBySide = [
  event(1, 0, 'started', { step: 'Check range' }),
  event(2, 1, 'succeeded', { step: 'Check range' }),
  event(3, 2, 'started', { step: 'Create peering', ...app }),
  event(4, 2, 'started', { step: 'Create peering', ...dns }),
  event(5, 3, 'succeeded', { step: 'Create peering', ...dns }),
  event(6, 3, 'started', { step: 'Look at peering', ...dns }),
  event(7, 4, 'succeeded', { step: 'Create peering', ...app }),
  event(8, 4, 'succeeded', { step: 'Look at peering', ...dns }),
  event(9, 4, 'waiting', { step: 'Wait for the peering', ...dns }),
];

describe('the tree of a run', () => {
  it('has a branch for each peering, however their events come in between each other', () => {
    expect(drawn(tree(sideBySide))).toEqual([
      'done Check range 0',
      'running Connect the peerings 2',
      '  done app 2',
      '    done Create peering 2',
      '  waiting dns 2',
      '    done Create peering 2',
      '    done Look at peering 3',
      '    waiting Wait for the peering 4',
    ]);
  });

  it('ends the branches when the network goes on, and counts what came again', () => {
    const events = [
      ...sideBySide,
      event(10, 9, 'started', { step: 'Look at peering', ...dns }),
      event(11, 9, 'succeeded', { step: 'Look at peering', ...dns }),
      event(12, 10, 'started', { step: 'Set group' }),
    ];
    expect(drawn(tree(events))).toEqual([
      'done Check range 0',
      'done Connect the peerings 2',
      '  done app 2',
      '    done Create peering 2',
      '  done dns 2',
      '    done Create peering 2',
      '    done Look at peering 3 (2 times)',
      '    done Wait for the peering 4',
      'running Set group 10',
    ]);
  });

  it('gives a peering that is through one line when it shall be brief', () => {
    expect(drawn(tree(sideBySide), true)).toEqual([
      'done Check range 0',
      'running Connect the peerings 2',
      '  done app 2',
      '  waiting dns 2',
      '    done Create peering 2',
      '    done Look at peering 3',
      '    waiting Wait for the peering 4',
    ]);
  });

  it('shows an attempt that failed with its reason until it is tried again with success', () => {
    const events = [
      event(1, 0, 'started', { step: 'Find VPG' }),
      event(2, 1, 'attempt failed', { step: 'Find VPG', error: 'SoracomThrottled', message: 'Too many requests.' }),
    ];
    expect(drawn(tree(events))).toEqual(['retrying Find VPG 0 (SoracomThrottled: Too many requests.)']);
    expect(drawn(tree([...events, event(3, 21, 'succeeded', { step: 'Find VPG' })]))).toEqual(['done Find VPG 0']);
  });

  it('calls a step failed that was left without success, in a peering too, and the peerings with it', () => {
    const events = [
      ...sideBySide,
      event(10, 5, 'started', { step: 'Accept peering', ...app }),
      event(11, 5, 'attempt failed', { step: 'Accept peering', ...app, error: 'Ec2Denied' }),
      event(12, 9, 'started', { step: 'Take stock' }),
      event(13, 9, 'succeeded', { step: 'Take stock' }),
      event(14, 9, 'failed', { error: 'Ec2Denied' }),
    ];
    expect(drawn(tree(events))).toEqual([
      'done Check range 0',
      'failed Connect the peerings 2',
      '  failed app 2',
      '    done Create peering 2',
      '    failed Accept peering 5 (Ec2Denied)',
      '  done dns 2',
      '    done Create peering 2',
      '    done Look at peering 3',
      '    done Wait for the peering 4',
      'done Take stock 9',
    ]);
  });

  it('leaves nothing open when the run was stopped', () => {
    const events = [...sideBySide, event(10, 6, 'failed', {})];
    expect(
      tree(events)
        .rows()
        .map((row) => row.state),
    ).not.toContain('running');
    expect(
      tree(events)
        .rows()
        .map((row) => row.state),
    ).not.toContain('waiting');
  });
});
