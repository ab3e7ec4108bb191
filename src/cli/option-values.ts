import { InvalidArgumentError } from 'commander';
import { NetworkName } from '../canal/network-name.ts';

/** A whole number of an option, within bounds. */
function wholeNumber(text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
}

/** The value of --port; 0 is any that is free. */
export const port = (text: string): number => wholeNumber(text, 0, 65_535);

/** The value of --seed. */
export const seed = (text: string): number => wholeNumber(text, 0, 4_294_967_295);

/** The value of --soracom-limit; 0 is no limit. */
export const soracomLimit = (text: string): number => wholeNumber(text, 0, 1_000_000);

/** The value of --speed: how many times as fast as life, or `skip`. */
export function speed(text: string): number | 'skip' {
  if (text === 'skip') return text;
  const value = /^\d{1,6}(\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  if (value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0, such as 60, or skip.');
}

/** The value of an option that names an endpoint: an http or https address, without anything after its path. */
export function endpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && ['http:', 'https:'].includes(url.protocol) && !url.search && !url.hash && !url.username) {
    return url.href.replace(/\/+$/, '');
  }
  throw new InvalidArgumentError('It must be an address such as http://127.0.0.1:4700.');
}

/** The value of --stage, as a deployment takes it. */
export function stage(text: string): string {
  if (/^[a-z][a-z0-9-]{0,15}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be 1 to 16 lower-case letters, digits and dashes, first a letter.');
}

/** The value of --region. */
export function region(text: string): string {
  if (/^[a-z]{2}(-[a-z]+)+-\d$/.test(text)) return text;
  throw new InvalidArgumentError('It must be an AWS Region such as ap-northeast-1.');
}

/** The name of a network, as an argument; people give its file instead. */
export function networkName(text: string): string {
  if (NetworkName.safeParse(text).success) return text;
  throw new InvalidArgumentError(
    `It must be the name of a network (lower-case letters, digits and dashes), as its file says in the field "name".`,
  );
}
