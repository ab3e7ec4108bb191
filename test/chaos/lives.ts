import { type Act, type ChaosCase, calm } from './chaos-case.ts';

/** Longer than a run takes. */
const afterTheRun = 400_000;

const then = (deed: Act['deed'], afterMs = 1_000): Act => ({ at: { afterMs }, deed });
const later = (deed: Act['deed']): Act => then(deed, afterTheRun);
const refusal = { error: 'UnauthorizedOperation', status: 403 };

/**
 * Lives in which nothing goes wrong but what belongs to them, the shortest first. Together they call every operation that the
 * code calls (a test holds that), so each single fault is played in the first life that meets it.
 */
export const lives: Readonly<Record<string, ChaosCase>> = {
  'is made': calm,
  'is made and removed': { ...calm, acts: [later('remove')], lastly: 'removed' },
  'is changed, and back': { ...calm, acts: [later('change the wish')] },
  'is looked at': { ...calm, acts: [later('look around'), then('change a setting'), then('check'), then('sweep')] },
  'is checked and swept by schedule': { ...calm, acts: [later('let the schedules run')] },
  'loses a peering': { ...calm, acts: [later('break a peering')] },
  'is removed while it is made': { ...calm, acts: [then('remove', 60_000)], lastly: 'removed' },
  'is undone': {
    ...calm,
    acts: [{ at: { call: 'function.network-api', after: 0 }, deed: 'start with undoing' }],
    faults: [{ call: 'ec2.CreateRoute', after: 1, fault: refusal }],
  },
  'is asked for by an event, and told': { ...calm, lasting: true, acts: [later('ask by an event')] },
  'has names': { ...calm, network: 'names' },
  'has names, and is removed': { ...calm, network: 'names', acts: [later('remove')], lastly: 'removed' },
  'has names, and loses its VPG': { ...calm, network: 'names', acts: [later('terminate the VPG')] },
  'has names, and loses its guard': { ...calm, network: 'names', acts: [later('take off the guard')] },
  'has names, is changed, and back': { ...calm, network: 'names', acts: [later('change the wish')] },
};
