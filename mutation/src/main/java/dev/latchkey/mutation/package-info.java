/** What the mutation tests add to PIT. */
package dev.latchkey.mutation;
