/** Applying edits to a text. Knows offsets only. */
import type { Edit, Finding, Fix } from './types.ts';

function byStart(a: Edit, b: Edit): number {
  return a.span.start - b.span.start || a.span.end - b.span.end;
}

function same(a: Edit, b: Edit): boolean {
  return a.span.start === b.span.start && a.span.end === b.span.end && a.text === b.text;
}

function clash(a: Edit, b: Edit): boolean {
  if (same(a, b)) return false;
  if (a.span.start === a.span.end && b.span.start === b.span.end) return false;
  return a.span.start < b.span.end && b.span.start < a.span.end;
}

/**
 * The edits of as many of `fixes` as go together, in order of position. A fix that overlaps an earlier one is left
 * out whole; an edit that two fixes share (the same import) is kept once.
 */
export function combine(fixes: readonly Fix[]): { edits: Edit[]; applied: Fix[] } {
  const edits: Edit[] = [];
  const applied: Fix[] = [];
  for (const fix of fixes) {
    if (fix.edits.some((edit) => edits.some((other) => clash(edit, other)))) continue;
    for (const edit of fix.edits) if (!edits.some((other) => same(edit, other))) edits.push(edit);
    applied.push(fix);
  }
  return { edits: edits.sort(byStart), applied };
}

/** `text` with non-overlapping `edits` applied; insertions at one place keep their order. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let out = '';
  let at = 0;
  for (const { span, text: replacement } of [...edits].sort(byStart)) {
    out += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return out + text.slice(at);
}

/** The fix to apply of each finding: the one with `id`, or the first offered. Findings without it are left out. */
export function chosen(findings: readonly Finding[], id?: string): Fix[] {
  return findings.flatMap((finding) => finding.fixes.find((fix) => id === undefined || fix.id === id) ?? []);
}
