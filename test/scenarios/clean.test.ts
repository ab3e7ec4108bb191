import { describe, expect, it } from 'vitest';
import { openScenario, twoVpcs } from '../support/scenario.ts';

describe('A scenario', () => {
  it('is not clean when something secret is told, and says so at its end', async () => {
    // SORACOM's own message is passed on as it came: here it holds the ExternalId of the customer's role.
    const told = { error: 'SEM9999', status: 400, message: 'canal-external-id-222222222222' };
    const scenario = await openScenario({ faults: { faults: { 'soracom.createVpcPeeringConnection': [told, told] } } });
    await scenario.up(twoVpcs());
    await expect(scenario.close()).rejects.toThrow('the secret canal-… was told');
  });

  it('stays clean when SORACOM quotes the AuthKey as it refuses it: our client leaves it out', async () => {
    const told = { error: 'AUM0002', status: 401, message: 'Not valid: secret-sandbox', times: 9 };
    const scenario = await openScenario({ faults: { faults: { 'soracom.auth': [told] } } });
    const { body } = await scenario.up(twoVpcs());
    const ended = await scenario.machines.settled(body.executionArn);
    expect(ended.error).toBe('SoracomDenied');
    expect(ended.cause).toContain('Not valid: ***');
    await scenario.close();
  });
});
