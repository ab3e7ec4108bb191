import type { Metrics } from '../steps/ports.ts';
import type { Door } from './surroundings.ts';

/** Metrics as log lines in CloudWatch's embedded format, in the namespace Canal with the dimension `stack`; nothing is opened. */
export const metrics: Door<Metrics> = ({ log, now, settings: { stack } }) => ({
  put: (name, value) =>
    log({
      level: 'info',
      code: 'METRIC',
      _aws: {
        Timestamp: now(),
        CloudWatchMetrics: [{ Namespace: 'Canal', Dimensions: [['stack']], Metrics: [{ Name: name, Unit: 'None' }] }],
      },
      stack,
      [name]: value,
    }),
});
