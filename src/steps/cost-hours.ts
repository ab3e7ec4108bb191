import { hourMs } from '../canal/calendar.ts';
import { costAlerts } from '../canal/cost-alerts.ts';
import { costBook } from '../canal/cost-book.ts';
import { hourlyReport } from '../canal/hourly-report.ts';
import { billedThings } from '../canal/ledger.ts';
import { reconcile } from '../canal/reconcile.ts';
import { type FactPorts, factsNow, idleSince } from './cost-facts.ts';
import { type TellingPorts, tellCosts } from './cost-telling.ts';
import type { KeptReport, Prices, Run } from './ports.ts';

/** What reporting needs. */
export type ReportPorts = FactPorts & TellingPorts & { readonly prices: Prices };

/** How many missed hours one run catches up; the next one goes on. */
const mostHours = 120;

/** The hour of a report, counted from the epoch. */
export const hourOf = ({ hour }: Pick<KeptReport, 'hour'>): number => Date.parse(hour) / hourMs;

/**
 * Brings the ledger up to date with SORACOM's list of all VPGs, then keeps and tells a report of each hour after the newest
 * one, up to the wanted one: the last of them, and how many they are. With no report yet, it begins with the wanted one.
 */
export async function reportHours(
  wanted: number,
  newest: KeptReport | undefined,
  ports: ReportPorts & Run,
): Promise<{ report: KeptReport; reported: number }> {
  const { ledger, costs, prices, now } = ports;
  const seenAt = now();
  const facts = await factsNow(ports);
  const lines = await ledger.lines();
  const news = reconcile(billedThings(lines), facts.seen, now(), newest?.seenAt);
  await ledger.addLines(news);
  const book = costBook(billedThings([...lines, ...news]), await prices.pricing());
  const idle = idleSince(facts, newest, now());

  const keep = async (hour: number, before: KeptReport | undefined): Promise<KeptReport> => {
    const report = hourlyReport(book, hour, before);
    // What holds now says nothing of the hours that were missed.
    const alerts = hour === wanted ? costAlerts(report, { ...facts.judged(idle), idleDays: costs.idleDays }) : [];
    const unread = hour === wanted ? facts.unread : [];
    const kept = await ledger.keepReport({ ...report, seenAt, alerts, idleSince: idle, unread });
    await tellCosts(kept, ports);
    return kept;
  };

  const first = newest ? hourOf(newest) + 1 : wanted;
  let report = await keep(first, newest);
  const last = Math.min(wanted, first + mostHours - 1);
  for (let hour = first + 1; hour <= last; hour += 1) report = await keep(hour, report);
  // Once a day: what packing costs is nothing then, and what it saves is little before.
  if (Math.floor((last + 1) / 24) > Math.floor(first / 24)) await ledger.packLines();
  return { report, reported: last - first + 1 };
}
