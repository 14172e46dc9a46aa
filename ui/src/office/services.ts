export const services = ['website', 'konsultasi-aplikasi', 'subdomain', 'colocation', 'hosting-subdomain', 'lainnya'];
