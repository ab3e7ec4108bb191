/** The sandboxes that are open: a module by itself, because every test file asks whether it has left one open. */
export const openSandboxes = new Set<object>();
