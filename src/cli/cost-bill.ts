import { moneyText } from '../canal/money.ts';
import { columns } from './columns.ts';
import type { Bill } from './cost-shapes.ts';

/** SORACOM's bill beside the ledger, with what the difference comes from. */
export function billLines(bill: Bill): string[] {
  const text = (amount: number): string => moneyText(amount, bill.currency);
  const until = bill.billedUntil === undefined ? 'no day is on the bill' : `billed until ${bill.billedUntil}`;
  return [
    `SORACOM's bill of ${bill.month} (UTC, ${until}), without tax:`,
    '',
    ...columns([
      ['bill, VPGs and peerings', text(bill.vpgItems)],
      ['ledger, the same days', text(bill.ledger)],
      ['difference', text(bill.difference)],
      ['ledger, set-up fees', text(bill.setUpFees)],
      ['ledger, not billed yet', text(bill.ledgerNotBilled)],
      ['bill, other services', text(bill.otherItems)],
    ]),
    '',
    ...bill.explanations,
    ...(bill.items.length === 0 ? [] : ['', 'Items of the bill:']),
    ...columns(bill.items.map(({ category, name, amount }) => [`  ${category}`, name, text(amount)])),
  ];
}
