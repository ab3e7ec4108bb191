import type { Plugin } from 'esbuild';

export const leanModules: Plugin;

export function withLateRanges(source: string): string;

export function withPlainKeys(source: string): string;
