package dev.latchkey.internal.policy;

/**
 * The parts of a request that a rule depends on.
 *
 * @param serviceToken whether it depends on the service token
 * @param address whether it depends on the client's address
 * @param certificate whether it depends on the client's certificate
 */
record RuleNeeds(boolean serviceToken, boolean address, boolean certificate) {

    static final RuleNeeds NOTHING = new RuleNeeds(false, false, false);
    static final RuleNeeds SERVICE_TOKEN = new RuleNeeds(true, false, false);
    static final RuleNeeds ADDRESS = new RuleNeeds(false, true, false);
    static final RuleNeeds CERTIFICATE = new RuleNeeds(false, false, true);

    RuleNeeds and(RuleNeeds other) {
        return new RuleNeeds(
                serviceToken || other.serviceToken, address || other.address, certificate || other.certificate);
    }
}
