/** Signs that fill two columns of a terminal. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff01-\uff60\u3000-\u303f]/u;

/** A text cut to so many columns, with an ellipsis where something was cut off. */
export function cutToWidth(text: string, columns: number): string {
  let used = 0;
  let kept = '';
  let before = '';
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    used += wide.test(segment) ? 2 : 1;
    if (used > columns) return columns < 1 ? '' : `${before}…`;
    kept += segment;
    if (used < columns) before = kept;
  }
  return kept;
}
