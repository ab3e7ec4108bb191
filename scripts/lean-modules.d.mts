import type { Plugin } from 'esbuild';

export const leanModules: Plugin;

export function withPlainKeys(source: string): string;
