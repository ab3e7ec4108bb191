import { costMetrics } from './cost-metrics.ts';
import { costSettings } from './cost-settings.ts';
import { installation } from './installation.ts';

/** What a step that reports costs is handed without opening anything. */
export const costDoors = { installation, costs: costSettings, metrics: costMetrics };
