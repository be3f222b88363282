/** Metrics of Latchkey in a Micrometer registry. */
// requires-automatic, requires-transitive-automatic: Micrometer has no module descriptor.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module dev.latchkey.micrometer {
    requires transitive dev.latchkey;
    requires micrometer.commons;
    requires transitive micrometer.core;
    requires transitive micrometer.observation;
    requires static transitive org.jspecify;

    exports dev.latchkey.micrometer;
}
