/** Fails the whole run on an older Node: a plain shell's `node` is often not the project's. */
export default function requireNode24(): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 24) {
    throw new Error(`Tests need Node 24, this is ${process.versions.node}. Run them with "npm test".`);
  }
}
