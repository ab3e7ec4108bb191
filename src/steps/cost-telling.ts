import { hourMs } from '../canal/calendar.ts';
import type { CostAlert } from '../canal/cost-alerts.ts';
import type { CanalEvent } from '../canal/events.ts';
import type { ReportedSum } from '../canal/hourly-report.ts';
import { majorOf } from '../canal/money.ts';
import { unknownFees } from '../canal/unknown-fees.ts';
import type { CostMetrics, CostValues, Events, KeptReport, Ledger, People, Run } from './ports.ts';

/** Whom the cost report tells what. */
export interface TellingPorts {
  readonly ledger: Ledger;
  readonly metrics: CostMetrics;
  readonly events: Events;
  readonly people: People;
}

/** CloudWatch charges for each value of a dimension: the dearest networks have metrics of their own, the others one together. */
const networksWithMetrics = 50;
/** What an event and a message can hold. */
const networksInEvent = 100;
const alertsInMessage = 50;

/** Tells of a report what was not told of it before: an event, metrics, and each alert once in its period. */
export async function tellCosts(
  report: KeptReport,
  { ledger, metrics, events, people, now }: TellingPorts & Run,
): Promise<void> {
  const key = `report/${report.hour}`;
  if ((await ledger.toldKeys(key)).length === 0) {
    metrics.putCosts(Date.parse(report.hour) + hourMs - 1, metricsOf(report));
    await events.publish([reported(report)]);
    await ledger.markTold([key], now());
  }
  if (report.alerts.length === 0) return;
  const told = new Set(await ledger.toldKeys(`alert/${report.hour.slice(0, 7)}`));
  const news = report.alerts.filter((alert) => !told.has(alertKey(alert)));
  if (news.length === 0) return;
  await events.publish(
    news.map((alert): CanalEvent => ({ type: 'Cost Alert', detail: { hour: report.hour, ...alert } })),
  );
  await people.tell(messageOf(news));
  await ledger.markTold(news.map(alertKey), now());
}

const alertKey = ({ period, kind, subject }: CostAlert): string => `alert/${period}/${kind}/${subject}`;

function messageOf(alerts: readonly CostAlert[]): { subject: string; text: string } {
  const shown = alerts.slice(0, alertsInMessage).map(({ message }) => message);
  const more = alerts.length - shown.length;
  return {
    subject: `SORACOM Canal: ${alerts.length === 1 ? 'a cost alert' : `${alerts.length} cost alerts`}`,
    text: [...shown, ...(more > 0 ? [`And ${more} more: see "canal cost".`] : [])].join('\n\n'),
  };
}

function reported(report: KeptReport): CanalEvent {
  const { hour, currency, total, networks, unmanaged } = report;
  const figures = (sum: ReportedSum) => ({
    perHour: majorOf(sum.perHour.units, currency),
    thisHour: majorOf(sum.thisHour.units, currency),
    monthToDate: majorOf(sum.monthToDate.units, currency),
    forecast: majorOf(sum.forecast.units, currency),
    unknown: unknownFees(sum.forecast),
  });
  const dearest = byCost(networks);
  return {
    type: 'Cost Reported',
    detail: {
      hour,
      currency,
      total: figures(total),
      unmanaged: figures(unmanaged),
      networks: dearest.slice(0, networksInEvent).map(([network, sum]) => ({ network, ...figures(sum) })),
      networksLeftOut: Math.max(0, dearest.length - networksInEvent),
    },
  };
}

/** The dearest network first; of equal ones, by name. Those that cost nothing this month are passed over. */
const byCost = (networks: KeptReport['networks']): [string, ReportedSum][] =>
  Object.entries(networks)
    .filter(([, { forecast }]) => forecast.units > 0 || unknownFees(forecast).length > 0)
    .sort(([a, x], [b, y]) => y.perHour.units - x.perHour.units || (a < b ? -1 : 1));

function metricsOf({ currency, total, networks, unmanaged }: KeptReport): CostValues[] {
  const values = (sums: readonly ReportedSum[]) => {
    const of = (name: 'perHour' | 'monthToDate' | 'forecast') =>
      majorOf(
        sums.reduce((units, sum) => units + sum[name].units, 0),
        currency,
      );
    return { CostPerHour: of('perHour'), MonthToDate: of('monthToDate'), Forecast: of('forecast') };
  };
  const dearest = byCost(networks);
  const others = dearest.slice(networksWithMetrics).map(([, sum]) => sum);
  const UnmanagedPerHour = majorOf(unmanaged.perHour.units, currency);
  return [
    { values: { ...values([total]), UnmanagedPerHour } },
    ...dearest.slice(0, networksWithMetrics).map(([network, sum]) => ({ network, values: values([sum]) })),
    ...(others.length === 0 ? [] : [{ network: '(others)', values: values(others) }]),
  ];
}
