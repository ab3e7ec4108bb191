import type { CostMetrics } from '../steps/ports.ts';
import type { Door } from './surroundings.ts';

/**
 * Writes costs as log lines in CloudWatch's embedded format, in the namespace Canal with the dimension `stack`, and `Network`
 * for those of one network: CloudWatch makes metrics of them, and no call is needed.
 */
export const costMetrics: Door<CostMetrics> = ({ log, settings: { stack } }) => ({
  putCosts(at, costs) {
    for (const { network, values } of costs) {
      const Dimensions = [network === undefined ? ['stack'] : ['stack', 'Network']];
      const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'None' as const }));
      log({
        level: 'info',
        code: 'COST_METRICS',
        stack,
        ...(network === undefined ? {} : { Network: network }),
        ...values,
        _aws: { Timestamp: at, CloudWatchMetrics: [{ Namespace: 'Canal', Dimensions, Metrics }] },
      });
    }
  },
});
