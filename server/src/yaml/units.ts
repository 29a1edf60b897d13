/** The places of a YAML text that no comment can interrupt: scalars over several lines, block scalars with their key. */
import { CST, Parser } from 'yaml';
import type { Span } from '../engine/types.ts';

function spanOf(token: CST.Token | null | undefined): Span | undefined {
  if (!token) return undefined;
  if (token.type === 'block-scalar') {
    const header = token.props.reduce(
      (length, prop) => length + ('source' in prop ? prop.source.length : 0),
      0,
    );
    return { start: token.offset, end: token.offset + header + token.source.length };
  }
  if (!CST.isScalar(token) || token.type === 'alias' || !/[\r\n]/.test(token.source)) return undefined;
  return { start: token.offset, end: token.offset + token.source.length };
}

/** The spans of such places, in the order of the text. Reads any text; what is no YAML has none. */
export function yamlUnits(text: string): Span[] {
  const units: Span[] = [];
  const add = (token: CST.Token | null | undefined): void => {
    const span = spanOf(token);
    if (span) units.push(span);
  };
  for (const document of new Parser().parse(text)) {
    if (document.type !== 'document') continue;
    if (!document.value || !CST.isCollection(document.value)) {
      add(document.value);
      continue;
    }
    CST.visit(document, (item) => {
      add(item.key);
      add(item.value);
    });
  }
  return units;
}
