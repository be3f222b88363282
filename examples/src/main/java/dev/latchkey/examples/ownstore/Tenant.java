package dev.latchkey.examples.ownstore;

/**
 * A row of the app's own table.
 *
 * @param name the tenant's name
 * @param apiKey the public Client ID of the tenant
 * @param secretSha256 the SHA-256 of the tenant's secret, in hex
 * @param paid whether the tenant may use the API now
 */
record Tenant(String name, String apiKey, String secretSha256, boolean paid) {}
