/** The settings that steps read. */
export interface Installation {
  /** account/Region/stage: the value of the tag canal:stack. */
  readonly stack: string;
  readonly coverage: 'japan' | 'global';
  /** The AWS account that SORACOM requests peerings from, when it is known. */
  readonly soracomAccountId: string | undefined;
  /** Which roles of other accounts may be assumed: a name with its path, with at most one * at the end; undefined where any may. */
  readonly accepterRoles: string | undefined;
  /** How long the creation of a VPG is expected to take, in seconds. */
  readonly vpgExpectedSeconds: number;
  /** For how many hours a network must have failed before a sweep reports it. */
  readonly sweepFailedHours: number;
  /** Whether the daily sweep removes what nobody uses. */
  readonly sweepRemoves: boolean;
}
