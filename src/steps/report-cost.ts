import * as z from 'zod/mini';
import { hourMs, isoOf } from '../canal/calendar.ts';
import { CanalError } from '../canal/errors.ts';
import { majorOf } from '../canal/money.ts';
import { unknownFees } from '../canal/unknown-fees.ts';
import { hourOf, type ReportPorts, reportHours } from './cost-hours.ts';
import { tellCosts } from './cost-telling.ts';
import type { KeptReport, Run } from './ports.ts';

/** Reports the hours that are over, up to a moment: `at`, or the `time` of the schedule's event, or now. */
export const ReportCost = {
  step: 'report-cost',
  input: z.looseObject({ at: z.exactOptional(z.iso.datetime()), time: z.exactOptional(z.iso.datetime()) }),
  output: z.strictObject({
    hour: z.iso.datetime(),
    currency: z.string(),
    perHour: z.number(),
    monthToDate: z.number(),
    forecast: z.number(),
    unknown: z.array(z.string()),
    alerts: z.int(),
    reported: z.int(),
    hoursBehind: z.int(),
  }),
  example: { at: '2026-11-26T10:05:00Z' },
};

/**
 * Keeps a report of each hour up to the moment that has none, each once and in order. An hour that has its report keeps it;
 * only what was not told of it is told. Throws InvalidInput for a moment to come, or one before the first report.
 */
export async function reportCost(
  { at, time }: z.output<typeof ReportCost.input>,
  ports: ReportPorts & Run,
): Promise<z.input<typeof ReportCost.output>> {
  const { ledger, now } = ports;
  const moment = Date.parse(at ?? time ?? isoOf(now()));
  if (moment > now()) {
    throw new CanalError('InvalidInput', `at: ${isoOf(moment)} is yet to come; name a moment that has passed.`);
  }
  const wanted = Math.floor(moment / hourMs) - 1;
  const newest = await ledger.newestReport();
  if (!newest || hourOf(newest) < wanted) {
    const { report, reported } = await reportHours(wanted, newest, ports);
    return answer(report, reported, wanted - hourOf(report));
  }
  const hour = isoOf(wanted * hourMs);
  const report = await ledger.reportOf(hour);
  if (!report)
    throw new CanalError('InvalidInput', `at: the hour of ${hour} has no report: it is before the first one.`);
  await tellCosts(report, ports);
  return answer(report, 0, 0);
}

function answer(report: KeptReport, reported: number, hoursBehind: number): z.input<typeof ReportCost.output> {
  const { hour, currency, total, alerts } = report;
  return {
    hour,
    currency,
    perHour: majorOf(total.perHour.units, currency),
    monthToDate: majorOf(total.monthToDate.units, currency),
    forecast: majorOf(total.forecast.units, currency),
    unknown: unknownFees(total.forecast),
    alerts: alerts.length,
    reported,
    hoursBehind,
  };
}
