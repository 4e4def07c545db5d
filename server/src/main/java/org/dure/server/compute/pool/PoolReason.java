package org.dure.server.compute.pool;

import org.dure.base.Reason;

/// What is wrong with a pool's settings, and why it is not removed.
public enum PoolReason implements Reason.Code {
    POOL_IS_THIS_MACHINE("The pool local is this machine and stays; it can be closed."),
    POOL_IN_USE(
            "Sessions of the pool {pool} are not over yet: {sessions}. Close the pool, stop them or wait until they are over,"
                    + " and remove it then."),
    SETTING_UNKNOWN("there is no such setting; there are {names}"),
    SETTING_NO_TEXT("must be a text"),
    SETTING_NO_NUMBER("must be a whole number"),
    SETTING_NO_MAP("must be names with a value each"),
    SETTING_NO_PATH("must be an absolute path of plain letters, such as /shared/dure, not {value}"),
    SETTING_NO_URL("must be an address without a path, such as {example}, not {value}"),
    SETTING_NO_HOST("must be a host or user@host, not {value}"),
    SETTING_NO_USER("must be the name of a user of the cluster, not {value}"),
    SETTING_NO_FLAG("must be one of {names}, with a plain value"),
    SETTING_NO_GANG_NETWORK("may only be host, which opens the network of their nodes to gangs, not {value}"),
    SETTING_NO_GANG_NETWORK_OF_PODS("may only be pod, which opens the network of their pods to gangs, not {value}"),
    SETTING_NOT_BY_REST("is for the commands, in whose place rest_url puts slurmrestd: leave it out"),
    SETTING_WITHOUT_REST("is for slurmrestd: name its rest_url"),
    SETTING_NO_KUBERNETES_NAME("must be a name of Kubernetes: small letters, digits, dots and hyphens, not {value}"),
    SETTING_NO_IMAGE("must be the name of an image, not {value}"),
    SETTING_NO_RESOURCE("must be a resource such as {example}, not {value}"),
    SETTING_NO_LABEL("must be a label of Kubernetes with its value"),
    SETTING_NO_FILE_NAME("must be a file's name below the nodes' folder, not {value}"),
    SETTING_ROOT("must be the number of a user who is not root"),
    SETTING_IN_KUBECONFIG("names the API server, its authority and the token already: leave those out"),
    SETTING_WITHOUT_QUEUE("is Kueue's: name its queue"),
    SETTING_NO_HOST_LIST("must be names of nodes, such as {example}, not {value}"),
    CLUSTER_WITHOUT_PARTITION(
            "the cluster has no partition with nodes named {names}, which the pool's setting flags asks for"),
    CLUSTER_WITHOUT_RESERVATION(
            "the cluster has no reservation with nodes named {names}, which the pool's setting flags asks for"),
    CLUSTER_WITHOUT_KUEUE("the cluster has no Kueue, but the pool names a queue of it"),
    COMMAND_NOT_RUN("{command} cannot be run: {why}"),
    COMMAND_FAILED("{command} fails: {why}"),
    TOKEN_REFUSED("slurmrestd does not take the token of the setting rest_token_file for the user {user}: {why}"),
    TOKEN_NONE(
            "the file of the setting rest_token_file holds no token for slurmrestd: it must be the one line that scontrol token"
                    + " writes"),
    TOKEN_EXPIRED(
            "the token of the setting rest_token_file has expired at {time}; a new one (scontrol token username=… lifespan=…) is"
                    + " taken as soon as the file holds it"),
    TOKEN_FILE_ABSENT("the file of the setting rest_token_file is not there"),
    TOKEN_FILE_UNREADABLE("the file of the setting rest_token_file cannot be read by this server"),
    REST_VERSION_UNKNOWN(
            "slurmrestd at {url} speaks these versions of Slurm's API: [{found}]; it must speak one of {names}"),
    KUBERNETES_REFUSES("Kubernetes refuses: {why}");

    private final String english;

    PoolReason(String english) {
        this.english = english;
    }

    @Override
    public String english() {
        return english;
    }
}
