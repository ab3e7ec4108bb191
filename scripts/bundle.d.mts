import type { BuildOptions, BuildResult, Metafile } from 'esbuild';

export function bundle<Options extends BuildOptions>(
  entry: string,
  outdir: string,
  more?: Options,
): Promise<BuildResult<Options>>;

export function forEachName<Result>(
  names: readonly string[],
  one: (name: string) => Promise<Result>,
): Promise<Result[]>;

/** What a load of a bundle takes. */
export interface Load {
  readonly bytes: number;
  readonly packages: readonly string[];
  readonly builtins: readonly string[];
}

export function loadsOf(metafile: Metafile): { readonly start: Load; readonly all: Load };

export function clientsAmong(packages: readonly string[]): string[];
