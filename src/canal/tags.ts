/** The tags of everything that we make for a network: two to find it by, and a name for people. */
export function networkTags(name: string, stack: string): Record<string, string> {
  return { 'canal:network': name, 'canal:stack': stack, name: `canal-${name}` };
}
