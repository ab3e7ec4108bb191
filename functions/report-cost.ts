import { peerAccounts } from '../src/ec2/live.ts';
import { eventBus } from '../src/events/live.ts';
import { costDoors } from '../src/lambda/cost-doors.ts';
import { lambda } from '../src/lambda/lambda.ts';
import { peopleTopic } from '../src/people/live.ts';
import { soracom } from '../src/soracom/live.ts';
import { ReportCost, reportCost } from '../src/steps/report-cost.ts';
import { accountRegistry, costLedger, priceTable, store } from '../src/store/live.ts';

const told = { ledger: costLedger, prices: priceTable, events: eventBus, people: peopleTopic };
const asked = { soracom, peerAccounts: peerAccounts(accountRegistry), records: store };

/** Serves the schedule of every hour: reports what the hours that are over have cost. */
export const handler = lambda(ReportCost, reportCost, { ...asked, ...told, ...costDoors });
