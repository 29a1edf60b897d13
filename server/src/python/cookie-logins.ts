/**
 * Whether visitors of a project log in with cookies, which browsers send along by themselves: seen by the words of sessions,
 * cookies and logins, in any of its Python files. What is not seen is not supposed.
 */
import type { PythonFile } from './file.ts';
import { occurs } from './occurrence.ts';
import { says } from './practice.ts';

/** Sessions of frameworks, cookies that are set or read, libraries and routes of logins. */
const LOGIN =
  /SessionMiddleware|SecureCookie|CookieTransport|APIKeyCookie|\bset_(?:secure_)?cookies?\b|\bset_access_cookies\b|\breq(?:uest)?\.cookies\b|\bCookie\(|\bflask_login\b|\blogin_(?:user|required)\b|\bfastapi_(?:users|login|sessions)\b|\bflask_(?:session|security|jwt_extended|appbuilder)\b|\bfrom (?:flask|quart) import\b[^\n]*\bsession\b|\b(?:flask|quart)\.session\b|\brequest\.session\b|\.(?:route|get|post|add_api_route|add_url_rule)\(\s*f?["'][^"'\n]*\b(?:login|signin|sign-in|logout)\b/;

const here = occurs((text) => LOGIN.test(text));

/** Whether the project of `file` is seen to have logins by cookie. */
export function hasCookieLogins(file: PythonFile): boolean {
  if (here(file)) return true;
  for (const source of file.project.files('python'))
    if (source.path !== file.source.path && says(source, LOGIN)) return true;
  return false;
}
