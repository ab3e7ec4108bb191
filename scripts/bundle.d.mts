import type { BuildOptions, BuildResult, Metafile } from 'esbuild';

export function bundle<Options extends BuildOptions>(
  entry: string,
  outdir: string,
  more?: Options,
): Promise<BuildResult<Options>>;

/** What a load of a bundle takes. */
export interface Load {
  readonly bytes: number;
  readonly packages: readonly string[];
  readonly builtins: readonly string[];
}

export function loadsOf(metafile: Metafile): { readonly start: Load; readonly all: Load };

export function clientsAmong(packages: readonly string[]): string[];
