/* peers.c -- see http/peers.h. A chained hash table of fixed size: it has at most one entry per connection,
 * and the number of connections is limited. */
#include "http/peers.h"

#include "base/mem.h"
#include "base/secret.h"
#include "http/address.h"

#include <stdlib.h>
#include <sys/queue.h>

struct peer {
    struct address key;
    int connections;
    LIST_ENTRY(peer) entry;
};

LIST_HEAD(peer_list, peer);

struct peers {
    uint64_t seed;
    size_t mask;
    struct peer_list buckets[];
};

struct peers *peers_new(int connections)
{
    size_t size = 16;

    while (size < (size_t)connections)
        size *= 2;
    struct peers *peers = mem_alloc(sizeof(*peers) + size * sizeof(peers->buckets[0]));
    peers->seed = random_u64();
    peers->mask = size - 1;
    return peers;
}

void peers_free(struct peers *peers)
{
    free(peers);
}

struct peer *peers_join(struct peers *peers, const struct address *address, int cap)
{
    struct address key = address_client_key(address);
    struct peer_list *bucket = &peers->buckets[address_hash(&key, peers->seed) & peers->mask];
    struct peer *peer;

    LIST_FOREACH (peer, bucket, entry)
        if (address_equal(&peer->key, &key))
            break;
    if (peer == NULL) {
        peer = mem_alloc(sizeof(*peer));
        peer->key = key;
        LIST_INSERT_HEAD(bucket, peer, entry);
    }
    if (peer->connections >= cap)
        return NULL;
    peer->connections++;
    return peer;
}

void peers_leave(struct peers *peers UNUSED, struct peer *peer)
{
    if (peer == NULL || --peer->connections > 0)
        return;
    LIST_REMOVE(peer, entry);
    free(peer);
}
