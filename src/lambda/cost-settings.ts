import type { CostSettings } from '../steps/ports.ts';
import type { Door } from './surroundings.ts';

/** Hands over the settings that costs are judged by; nothing is opened. */
export const costSettings: Door<CostSettings> = ({ settings: { coverage, monthlyBudget, idleDays } }) => ({
  coverage,
  monthlyBudget,
  idleDays,
});
