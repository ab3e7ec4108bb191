/**
 * What is made by its first use and kept: for schemas that not every function reads with. Making them is most of what zod costs a
 * cold start.
 */
export function madeOnce<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
