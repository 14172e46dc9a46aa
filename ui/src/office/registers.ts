// What a row of each register asks for; the first field names the row.
export const register_fields: Record<string, string[]> = {
  alamat: ['ip', 'state', 'note'],
  subdomain: ['name', 'target', 'owner', 'manager', 'state'],
  'server-hosting': ['name', 'ip', 'disk_gb', 'disk_used_gb', 'bandwidth_mbps', 'bandwidth_used_mbps', 'note'],
};
export const states_of: Record<string, string[]> = {
  alamat: ['bebas', 'dipesan', 'terpakai'],
  subdomain: ['aktif', 'diminta', 'dihapus'],
};
const counted = /_(gb|mbps)$/;
export const isCounted = (field: string) => counted.test(field);
// As the agent takes it: sizes are whole numbers, everything else is text.
export function asRow(fields: Record<string, string>): Record<string, string | number> {
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, isCounted(field) ? Number.parseInt(value, 10) || 0 : value.trim()]));
}
