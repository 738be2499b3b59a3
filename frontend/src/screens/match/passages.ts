/** Where words of a match stand in the text of a résumé. */
import type { Shape } from "@shortlist/client";

/** From `start` up to but without `end`, in units of the string. */
export interface Span {
  start: number;
  end: number;
}

/** What is highlighted, and where; no spans where the text does not have it. */
export interface Highlight {
  what: string;
  spans: readonly Span[];
}

/** Passages have their wrapped lines joined, so any white space stands for any other. */
export function spansOf(text: string, passage: string): readonly Span[] {
  const words = passage.trim().split(/\s+/).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (words.length === 0) return [];
  const found = new RegExp(words.join("\\s+"), "u").exec(text);
  return found ? [{ start: found.index, end: found.index + found[0].length }] : [];
}

/** All places that show a skill, in their order. */
export function spansOfSkill(text: string, skill: Shape<"SkillHitOut"> | undefined): readonly Span[] {
  const at = unitsOf(text);
  const spans = (skill?.evidence ?? []).flatMap(({ text: passage, start, end }) => {
    const span = { start: at(start), end: at(end) };
    return text.slice(span.start, span.end) === passage ? [span] : spansOf(text, passage);
  });
  return apart(spans);
}

/** The server counts characters, strings of the browser count UTF-16 units; they differ after an emoji. */
function unitsOf(text: string): (characters: number) => number {
  if (!/[\ud800-\udfff]/.test(text)) return (characters) => characters;
  const starts = [0];
  for (const character of text) starts.push((starts.at(-1) ?? 0) + character.length);
  return (characters) => starts[characters] ?? text.length;
}

function apart(spans: readonly Span[]): readonly Span[] {
  const kept: Span[] = [];
  for (const span of [...spans].sort((one, other) => one.start - other.start)) {
    if (span.start >= (kept.at(-1)?.end ?? 0)) kept.push(span);
  }
  return kept;
}
