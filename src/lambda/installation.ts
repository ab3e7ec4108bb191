import type { Installation } from '../steps/ports.ts';
import type { Door } from './surroundings.ts';

/** Hands a step the settings that it reads; nothing is opened. */
export const installation: Door<Installation> = ({ settings }) => ({
  stack: settings.stack,
  coverage: settings.coverage,
  soracomAccountId: settings.soracomAccountId,
  accepterRoles: settings.accepterRoles,
  vpgExpectedSeconds: settings.vpgExpectedSeconds,
  sweepFailedHours: settings.sweepFailedHours,
  sweepRemoves: settings.sweepRemoves,
});
