// Tracking codes as people type them: small letters, spaces and dashes, O for 0, I or L for 1
// (Crockford's base 32). '' when it cannot be one.
export function codeOf(typed: string): string {
  const code = typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{12}$/.test(code) ? code : '';
}
export const inFours = (code: string) => code.replace(/(.{4})(?=.)/g, '$1 ');
