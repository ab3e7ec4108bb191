/**
 * The operations that the client calls, as SAM permissions name them: what the statement of the AuthKey's user must
 * allow. `Group:listSubscribers` is the permission of listSubscribersInGroup.
 */
export const soracomOperations = [
  'VirtualPrivateGateway:getVirtualPrivateGateway',
  'VirtualPrivateGateway:listVirtualPrivateGateways',
  'VirtualPrivateGateway:createVirtualPrivateGateway',
  'VirtualPrivateGateway:createVpcPeeringConnection',
  'VirtualPrivateGateway:deleteVpcPeeringConnection',
  'VirtualPrivateGateway:terminateVirtualPrivateGateway',
  'Group:getGroup',
  'Group:putConfigurationParameters',
  'Group:deleteConfigurationParameter',
  'Group:listGroups',
  'Group:listSubscribers',
  'Sim:getSim',
  'Sim:deleteSimSession',
  'Query:searchSims',
  'Billing:getBillingPerDay',
  'Billing:getBillingSummaryOfBillItems',
] as const;

/** One operation of the SORACOM API, by its SAM permission. */
export type Operation = (typeof soracomOperations)[number];
