import type * as z from 'zod/mini';
import { AcceptPeering } from '../../src/steps/accept-peering.ts';
import { AddRoutes } from '../../src/steps/add-routes.ts';
import { BuildPlace } from '../../src/steps/build-place.ts';
import { CheckNetwork } from '../../src/steps/check-network.ts';
import { CheckRange } from '../../src/steps/check-range.ts';
import { ClearPlace } from '../../src/steps/clear-place.ts';
import { ConfirmRemoval } from '../../src/steps/confirm-removal.ts';
import { ConfirmRun } from '../../src/steps/confirm-run.ts';
import { CreatePeering } from '../../src/steps/create-peering.ts';
import { CreateVpg } from '../../src/steps/create-vpg.ts';
import { DeletePeering } from '../../src/steps/delete-peering.ts';
import { FindCreated } from '../../src/steps/find-created.ts';
import { FindRemains } from '../../src/steps/find-remains.ts';
import { FindUnwished } from '../../src/steps/find-unwished.ts';
import { FindVpg } from '../../src/steps/find-vpg.ts';
import { FinishRemoval } from '../../src/steps/finish-removal.ts';
import { FinishRun } from '../../src/steps/finish-run.ts';
import { FreePlace } from '../../src/steps/free-place.ts';
import { LeaveDns } from '../../src/steps/leave-dns.ts';
import { LookAtDns } from '../../src/steps/look-at-dns.ts';
import { LookAtPeering } from '../../src/steps/look-at-peering.ts';
import { LookAtSessions } from '../../src/steps/look-at-sessions.ts';
import { LookAtVpg } from '../../src/steps/look-at-vpg.ts';
import { LookForPeering } from '../../src/steps/look-for-peering.ts';
import { LookForVpg } from '../../src/steps/look-for-vpg.ts';
import { PublishDns } from '../../src/steps/publish-dns.ts';
import { ReconnectSims } from '../../src/steps/reconnect-sims.ts';
import { RemoveRoutes } from '../../src/steps/remove-routes.ts';
import { RestoreGroup } from '../../src/steps/restore-group.ts';
import { SetGroup } from '../../src/steps/set-group.ts';
import { TakePlace } from '../../src/steps/take-place.ts';
import { TakeStock } from '../../src/steps/take-stock.ts';
import { TerminateVpg } from '../../src/steps/terminate-vpg.ts';

/** What a step takes and gives, as far as a rehearsal looks at it. */
export interface StepContract {
  readonly step: string;
  readonly input: z.ZodMiniType;
  readonly output: z.ZodMiniType;
}

/** The contracts of the steps of both machines, by step. */
export const contracts: ReadonlyMap<string, StepContract> = new Map(
  [
    AcceptPeering,
    AddRoutes,
    CheckNetwork,
    CheckRange,
    ConfirmRun,
    CreatePeering,
    CreateVpg,
    FindVpg,
    FinishRun,
    LookAtPeering,
    LookAtVpg,
    LookAtSessions,
    ReconnectSims,
    SetGroup,
    TakeStock,
    ConfirmRemoval,
    FindRemains,
    RestoreGroup,
    RemoveRoutes,
    DeletePeering,
    LookForPeering,
    TerminateVpg,
    LookForVpg,
    FinishRemoval,
    FindUnwished,
    FindCreated,
    BuildPlace,
    ClearPlace,
    FreePlace,
    LeaveDns,
    LookAtDns,
    PublishDns,
    TakePlace,
  ].map((contract) => [contract.step, contract]),
);
