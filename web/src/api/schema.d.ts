// Written by `npm run generate` from the OpenAPI document; do not edit.
export interface paths {
    "/ajax/v2/integrations/{client}/disposable_token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A one-time token, with which a page of ours proves to an integration's server who is looking. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    client: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OneTimeAnswer"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/{entity}/{id}/feed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The feed of a lead, contact or company, newest first, paged by event. */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                };
                header?: never;
                path: {
                    /** @description `leads`, `contacts` or `companies` */
                    entity: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["FeedView"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes the settings of the account. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["AccountSettingsBody"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AccountSettingsView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/pipewright/v1/account/profile": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The account's profile. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProfileView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes the account's profile. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ProfileBody"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ProfileView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/pipewright/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists what was done, by whom and when. For administrators. */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    kind?: string;
                    limit?: number;
                    /** @description needs `kind` */
                    subject?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["AuditView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/batches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists batches. */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BatchesView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/batches/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a batch: how far it is. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BatchView"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/batches/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops a batch where it is. What it has begun goes on. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BatchView"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every stage of a pipeline with its counts and first leads, all of one moment. Without a filter the counts are the
         *     kept ones; with one they are counted.
         */
        get: {
            parameters: {
                query: {
                    limit?: number;
                    order?: string;
                    pipeline_id: number;
                    price_from?: number;
                    price_to?: number;
                    query?: string;
                    responsible_user_id?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BoardView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/colleagues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may look after a lead: all users of the account by name. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ColleaguesView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists deliveries. */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    lead_id?: number;
                    limit?: number;
                    /** @description one or several, with commas */
                    state?: string;
                    trigger_id?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeliveriesView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a delivery with its body and attempts. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeliveryDetails"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/deliveries/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a delivery once more, with the same id and body. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["DeliveryView"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/entities/{kind}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Puts a lead, contact or company into the bin. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    kind: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/entities/{kind}/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a lead, contact or company out of the bin. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    kind: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to a lead, newest first. */
        get: {
            parameters: {
                query: {
                    before?: number;
                    lead_id: number;
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["EventsView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        /** Raises an event for a lead where it stands, as a phone system or a mail box would. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RaiseBody"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RaisedView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Explains an event, imagined or past, for one trigger or for all. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["ExplainBody"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["ExplainView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Lists what was allowed to integrations: administrators see all of it, others their own, an integration what was
         *     allowed to it.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GrantsView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/grants/{grant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes back what was allowed. All tokens of the grant end; with the last grant the integration is told. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    grant: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a group of users. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["GroupBody"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["GroupView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/groups/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a group; its users come to the first one. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/host": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a page needs to run widgets. `language` chooses their texts. */
        get: {
            parameters: {
                query?: {
                    language?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["HostView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/host/post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Posts a form to a widget's own server. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PostWish"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PostView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/host/settings/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Saves the settings form of a widget. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["FormWish"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/integrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the integrations. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IntegrationsView"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        /** Registers an integration. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["IntegrationBody"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IntegrationMade"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/integrations/{client}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets an integration. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    client: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IntegrationView"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Removes an integration with all of its tokens. It is told so. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    client: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Changes an integration. Disabling it ends all of its tokens, and it is told so. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    client: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["IntegrationBody"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IntegrationView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/pipewright/v1/integrations/{client}/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A code without the authorization page: the administrator installs the integration here and hands the code over. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    client: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CodeView"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/integrations/{client}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives an integration another secret. The old one stops working at once. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    client: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["IntegrationMade"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/leads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists leads, paged by key. `order` is `new` (made last comes first) or `changed` (changed last comes first). */
        get: {
            parameters: {
                query?: {
                    after?: string;
                    limit?: number;
                    order?: string;
                    pipeline_id?: number;
                    price_from?: number;
                    price_to?: number;
                    query?: string;
                    responsible_user_id?: number;
                    stage_id?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LeadsView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/leads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A lead with its contacts. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["LeadDetails"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/pipelines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists pipelines with the counts and sums of their stages. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PipelinesView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists runs. */
        get: {
            parameters: {
                query?: {
                    before?: number;
                    lead_id?: number;
                    limit?: number;
                    state?: string;
                    trigger_id?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RunsView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a run with its event and deliveries. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RunDetails"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends a waiting run without acting. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RunView"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/runs/{id}/now": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Carries a waiting run out before its time; its conditions are weighed again all the same. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RunView"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SessionView"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        /** Signs in with e-mail and password. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["SignIn"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SessionView"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        /** Signs out. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /** Changes the name of whoever asks. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PersonBody"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/pipewright/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes the password of whoever asks, signs all other browsers out and this one in anew. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["PasswordBody"];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                429: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the browsers that are signed in as whoever asks. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["SessionsView"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Signs out every browser of whoever asks but the asking one. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The stream of the account's events. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description server-sent events `lead`, `contact`, `company`, `customer`, `widget` and `resync` */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/tags/{kind}/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Deletes a tag and takes it off everything. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    kind: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        options?: never;
        head?: never;
        /** Gives a tag another name or colour. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    kind: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TagView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        trace?: never;
    };
    "/api/pipewright/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the long-lived tokens: administrators see all, others their own. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokensView"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        /** Makes a long-lived token with the caller's own rights, for one day to five years. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TokenBody"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TokenMade"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a long-lived token: administrators any, others their own. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    token: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/triggers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists triggers. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TriggersView"];
                    };
                };
            };
        };
        put?: never;
        /** Makes a trigger. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TriggerBody"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TriggerView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/triggers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a trigger. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TriggerView"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        /** Replaces a trigger; its id stays, and so does its history. */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["TriggerBody"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TriggerView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        post?: never;
        /** Deletes a trigger; its history stays. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/triggers/{id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Applies a trigger to the leads that already stand on its stages. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["BatchView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/triggers/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switches a trigger off. What follows never fires it; its waiting runs are dropped. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TriggerView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/triggers/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switches a trigger on. An incomplete one is refused, with the reason. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TriggerView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/triggers/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes up to 250 triggers, all in one version of the automation. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["TriggersView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the people of the account and their groups. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["PeopleView"];
                    };
                };
            };
        };
        put?: never;
        /** Invites somebody: a user without a password, and a link that signs them in once. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["InviteBody"];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InvitedView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/widgets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the installed widgets. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WidgetsView"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Installs a widget from a zip (body or multipart) or from files in JSON. One that is there already is updated with
         *     `replace=true`, else refused.
         */
        post: {
            parameters: {
                query?: {
                    code?: string;
                    name?: string;
                    replace?: boolean;
                    webhook_url?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/zip": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InstalledView"];
                    };
                };
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InstalledView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                409: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
                413: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/widgets/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a widget. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["WidgetView"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Removes a widget. Its triggers are switched off and named. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["RemovedView"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Changes the settings of an installation. `null` goes back to the manifest's address, or the account's encoding. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["WidgetSettingsBody"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InstalledView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/pipewright/v1/widgets/{code}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Goes back to an earlier upload. Settings stay; triggers are told as after an update. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": components["schemas"]["RollBackBody"];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["InstalledView"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/widgets/{code}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the kept uploads of a widget: the last ten. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    code: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["VersionsView"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["OwnFailure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/pipewright/v1/widgets/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Checks an archive without installing it. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/zip": number[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["CheckView"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/{entity}/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists attached files */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    entity: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Takes files off */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    entity: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/{entity}/{id}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Links an entity with others. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    entity: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Counted_LinkList"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/{entity}/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the links of a lead, contact or company. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    entity: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Counted_LinkList"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/{entity}/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the notes of an entity. */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    page?: number;
                };
                header?: never;
                path: {
                    entity: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Page_NoteList"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        /** Writes notes about an entity, at most 250. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    entity: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_CreatedNotes"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        /** Changes notes of an entity, at most 250. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    entity: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_UpdatedNotes"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/{entity}/{id}/notes/{note}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a note of an entity; 204 when there is none. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    entity: string;
                    id: number;
                    note: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Note"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a note. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    entity: string;
                    id: number;
                    note: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["UpdatedNote"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/{entity}/{id}/unlink": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes links away; one that does not exist is no error. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    entity: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/{entity}/notes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a note of a kind of entity; 204 when there is none. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    entity: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Note"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a note of a kind of entity. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    entity: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["UpdatedNote"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/{entity}/notes/{id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pins a note to the top of its feed. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    entity: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/{entity}/notes/{id}/unpin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets a pinned note go. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    entity: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who the account is. */
        get: {
            parameters: {
                query?: {
                    with?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Account"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/bots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists bots: there are none yet */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/bots/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a bot: there are none yet */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/calls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tells calls, at most 250. Those whose number nobody has are told back; when that is all of them, it is a failure. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Calls"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["LostCalls"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/catalogs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists catalogs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/catalogs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets one of the catalogs */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/catalogs/{id}/custom_fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/catalogs/{id}/custom_fields/{field}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a custom field */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    field: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes a custom field with its values */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    field: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/catalogs/{id}/custom_fields/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists groups of custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/catalogs/{id}/custom_fields/groups/{group}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a group of custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    group: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes a group of custom fields */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    group: string;
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/catalogs/{id}/elements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists elements */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/catalogs/{id}/elements/{item}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets one of the elements */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    item: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/chats/templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists chat templates */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes chat templates */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/chats/templates/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets one of the chat templates */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes one of the chat templates */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/companies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists companies. */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    page?: number;
                    query?: string;
                    with?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Page_CompanyList"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        /** Makes companies, at most 250. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_CreatedCompanies"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        /** Changes companies, at most 250. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_UpdatedCompanies"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/companies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a company; 204 when there is none. */
        get: {
            parameters: {
                query?: {
                    with?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Company"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a company. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["UpdatedCompany"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/companies/custom_fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/companies/custom_fields/{field}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a custom field */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    field: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes a custom field with its values */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    field: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/companies/custom_fields/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists groups of custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/companies/custom_fields/groups/{group}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a group of custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    group: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes a group of custom fields */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    group: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/companies/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the links of several entities */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/companies/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists notes. */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    page?: number;
                    with?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Page_NoteList"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        /** Writes notes, at most 250. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_CreatedNotes"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        /** Changes notes, at most 250. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_UpdatedNotes"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/companies/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists tags */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/contacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists contacts. */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    page?: number;
                    query?: string;
                    with?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Page_ContactList"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        /** Makes contacts, at most 250. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_CreatedContacts"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        /** Changes contacts, at most 250. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_UpdatedContacts"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/contacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a contact; 204 when there is none. */
        get: {
            parameters: {
                query?: {
                    with?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Contact"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a contact. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["UpdatedContact"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/contacts/chats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists chats of contacts */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/contacts/custom_fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/contacts/custom_fields/{field}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a custom field */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    field: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes a custom field with its values */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    field: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/contacts/custom_fields/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists groups of custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/contacts/custom_fields/groups/{group}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a group of custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    group: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes a group of custom fields */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    group: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/contacts/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the links of several entities */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/contacts/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists notes. */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    page?: number;
                    with?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Page_NoteList"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        /** Writes notes, at most 250. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_CreatedNotes"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        /** Changes notes, at most 250. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_UpdatedNotes"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/contacts/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists tags */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists customers */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets one of the customers */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers/{id}/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists transactions */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers/{id}/transactions/{item}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets one of the transactions */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    item: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes one of the transactions */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    item: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers/custom_fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers/custom_fields/{field}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a custom field */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    field: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes a custom field with its values */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    field: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers/custom_fields/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists groups of custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers/custom_fields/groups/{group}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a group of custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    group: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes a group of custom fields */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    group: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists notes. */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    page?: number;
                    with?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Page_NoteList"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        /** Writes notes, at most 250. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_CreatedNotes"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        /** Changes notes, at most 250. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_UpdatedNotes"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/customers/segments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists segments */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers/segments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets one of the segments */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes one of the segments */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers/segments/custom_fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers/segments/custom_fields/{field}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a custom field */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    field: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes a custom field with its values */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    field: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers/statuses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists statuses */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers/statuses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets one of the statuses */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes one of the statuses */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/customers/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists tags */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists events, newest first, at most 100. */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    page?: number;
                    with?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Page_EventList"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets an event; 204 when there is none. */
        get: {
            parameters: {
                query?: {
                    with?: string;
                };
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["JournalEvent"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/events/types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the types of events, one for each field among them. */
        get: {
            parameters: {
                query?: {
                    language_code?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Counted_EventTypeList"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists leads. */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    page?: number;
                    query?: string;
                    with?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Page_LeadList"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        /** Makes leads, at most 250. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_CreatedLeads"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        /** Changes leads, at most 250. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_UpdatedLeads"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/leads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a lead; 204 when there is none. */
        get: {
            parameters: {
                query?: {
                    with?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Lead"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a lead. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["UpdatedLead"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/leads/complex": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes leads with a contact and a company each, at most 50. Duplicate control is off. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>[];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads/custom_fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads/custom_fields/{field}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a custom field */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    field: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes a custom field with its values */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    field: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads/custom_fields/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists groups of custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads/custom_fields/groups/{group}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a group of custom fields */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    group: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes a group of custom fields */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    group: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the links of several entities */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads/loss_reasons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists loss reasons */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads/loss_reasons/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets one of the loss reasons */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes one of the loss reasons */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists notes. */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    page?: number;
                    with?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Page_NoteList"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        /** Writes notes, at most 250. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_CreatedNotes"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        /** Changes notes, at most 250. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_UpdatedNotes"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/leads/pipelines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists pipelines with their stages. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Counted_PipelineList"];
                    };
                };
            };
        };
        put?: never;
        /** Makes pipelines. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Counted_PipelineList"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads/pipelines/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a pipeline. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Pipeline"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes a pipeline that has no leads; the last one stays. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Changes a pipeline. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Pipeline"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/leads/pipelines/{id}/statuses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the stages of a pipeline. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Counted_StageList"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        /** Adds stages to a pipeline. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Counted_StageList"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads/pipelines/{id}/statuses/{stage}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a stage. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    stage: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Stage"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes a stage; its leads move to the first one. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    stage: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Changes a stage. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                    stage: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Stage"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/leads/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists tags */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads/unsorted": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists incoming leads that wait */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads/unsorted/{uid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets an incoming lead that waits */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads/unsorted/{uid}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Declines an incoming lead */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/leads/unsorted/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts incoming leads */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists roles. */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    page?: number;
                    with?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["CountedPage_RoleList"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        /** Makes roles. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_RoleList"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a role; 204 when there is none. */
        get: {
            parameters: {
                query?: {
                    with?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Role"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Removes a role; its users keep the rights it gave them. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        /** Changes a role. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Role"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists sources */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes sources */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/sources/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets one of the sources */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Deletes one of the sources */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/talks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a talk */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists tasks. */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    page?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Page_TaskList"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        /** Makes tasks, at most 250. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_CreatedTasks"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        /** Changes tasks, at most 250. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_UpdatedTasks"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/tasks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a task; 204 when there is none. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Task"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Changes a task; completing it is a change too. */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["UpdatedTask"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v4/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists users. */
        get: {
            parameters: {
                query?: {
                    limit?: number;
                    page?: number;
                    with?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["CountedPage_UserList"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        /** Makes users, at most 10. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["Collection_UserList"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a user; 204 when there is none. */
        get: {
            parameters: {
                query?: {
                    with?: string;
                };
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["User"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/users/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets users in again, at most 10. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/users/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Keeps users out: their sessions and tokens end. Nobody keeps himself out. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>[];
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                403: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the webhooks; 204 when there are none. */
        get: {
            parameters: {
                query?: {
                    "filter[destination]"?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["WebhooksView"];
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        /** Registers an address for some codes; one that is there gets them instead of its own, and is switched on. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": components["schemas"]["WebhookView"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        /** Takes an address away. The body of this DELETE names it. */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/website_buttons": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists website buttons */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v4/website_buttons/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets one of the website buttons */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: number;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/button.min.js": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The script of the button. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description a script */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/javascript": unknown;
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The process is alive. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the page on which a person allows or denies. */
        get: {
            parameters: {
                query: {
                    client_id: string;
                    mode?: string;
                    state?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description a page: to sign in, or to allow */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": unknown;
                    };
                };
                /** @description a page: there is no such integration */
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": unknown;
                    };
                };
            };
        };
        put?: never;
        /** Takes what the page's forms send. */
        post: {
            parameters: {
                query: {
                    client_id: string;
                    mode?: string;
                    state?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/x-www-form-urlencoded": Record<string, never>;
                };
            };
            responses: {
                /** @description a page that hands the browser back to its opener */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/html": unknown;
                    };
                };
                /** @description back to the integration, with `code` or `error` */
                303: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/access_token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchanges a code or a refresh token for tokens. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": Record<string, never>;
                };
            };
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Tokens"];
                    };
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["OAuthFailure"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/account/current/subdomain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the account of a refresh token is (header `X-Refresh-Token`). The token is not used up. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Subdomain"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/account/subdomain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the account of an access token is. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Subdomain"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The database answers, the worker works, and what is due is being delivered. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                503: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists files */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        /** Puts files into the bin */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                400: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/files/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets a file */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/files/{uuid}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets what is in a file */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/files/{uuid}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists versions of a file */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uuid: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/hal+json": Record<string, never>;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1.0/files/{uuid}/versions/{version}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Gets what is in a version */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    uuid: string;
                    version: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                404: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v3/user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose token it is. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": components["schemas"]["Owner"];
                    };
                };
                401: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Failure"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which version this is. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The account in full. Keys that need `with` say so. */
        Account: {
            _embedded?: components["schemas"]["AccountEmbedded"] | null;
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /** @description With `with=amojo_id`. */
            amojo_id?: string | null;
            /**
             * Format: int64
             * @description 1: first name first.
             */
            contact_name_display_order: number;
            /** @description Two letters. */
            country: string;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            created_at: number;
            /**
             * Format: int64
             * @description Who made it.
             */
            created_by: number;
            /** @description Three letters. */
            currency: string;
            /** @description How amounts are marked. */
            currency_symbol: string;
            /**
             * Format: int64
             * @description Whose token was used.
             */
            current_user_id: number;
            /** @description There are no customers yet: `disabled`. */
            customers_mode: string;
            /** @description With `with=drive_url`. */
            drive_url?: string | null;
            /** @description With `with=entity_names`. */
            entity_names?: unknown;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            invoices_settings?: components["schemas"]["InvoicesSettings"] | null;
            /** @description With `with=is_api_filter_enabled`. */
            is_api_filter_enabled?: boolean | null;
            /** @description Whether the vendor's help bot is on. */
            is_helpbot_enabled: boolean;
            /** @description Whether losing a lead asks for a reason. */
            is_loss_reason_enabled: boolean;
            /** @description Whether it is an account for technical use. */
            is_technical_account: boolean;
            /** @description Whether any pipeline uses its incoming stage. */
            is_unsorted_on: boolean;
            /**
             * Format: int64
             * @description Read by clients, used by none.
             */
            mobile_feature_version: number;
            /** @description What people call it. */
            name: string;
            /** @description First label of its host name. */
            subdomain: string;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            updated_at: number;
            /**
             * Format: int64
             * @description Who changed its settings last.
             */
            updated_by: number;
            /** @description With `with=uuid`. */
            uuid?: string | null;
            /**
             * Format: int64
             * @description With `with=version`.
             */
            version?: number | null;
        };
        /** @description What belongs to an account, each with its word in `with`. */
        AccountEmbedded: {
            amojo_rights?: components["schemas"]["AmojoRights"] | null;
            datetime_settings?: components["schemas"]["DatetimeSettings"] | null;
            /** @description Types of tasks. */
            task_types?: components["schemas"]["TaskType"][] | null;
            /** @description Groups of users. */
            users_groups?: components["schemas"]["UsersGroup"][] | null;
        };
        /** @description Body of the settings of an account. */
        AccountSettingsBody: {
            accepts_widgets_without_settings?: boolean | null;
            hook_encoding?: string | null;
        };
        /** @description The settings of an account that the engine reads. */
        AccountSettingsView: {
            /** @description Whether a widget without `dp.settings` may be used in a trigger, as if it had no fields. */
            accepts_widgets_without_settings: boolean;
            /** @description `json` or `form`: encoding of hooks whose widget says nothing else. */
            hook_encoding: string;
        };
        /** @description An account. */
        AccountView: {
            /** @description ISO 4217 code. */
            currency: string;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description `en`, `es`, `pt` or `ru`. */
            language: string;
            /** @description What people call it. */
            name: string;
            /** @description First label of its host name. */
            subdomain: string;
        };
        /**
         * @description What a trigger does: `kind` and, by kind, `widget` and `settings`; `url`; `text`, `task_type`, `responsible_id`, `due` and
         *     `due_seconds`; `pipeline_id` and `stage_id`; `user_id`; `add` and `remove`; `service` and `text`.
         */
        ActionBody: {
            add?: string[] | null;
            due?: string | null;
            /** Format: int64 */
            due_seconds?: number | null;
            kind: string;
            /** Format: int64 */
            pipeline_id?: number | null;
            remove?: string[] | null;
            /** Format: int64 */
            responsible_id?: number | null;
            service?: string | null;
            settings?: unknown;
            /** Format: int64 */
            stage_id?: number | null;
            /** Format: int64 */
            task_type?: number | null;
            text?: string | null;
            url?: string | null;
            /** Format: int64 */
            user_id?: number | null;
            widget?: string | null;
        };
        /** @description A built-in action that a run called for. */
        ActionJobView: {
            /**
             * Format: int64
             * @description When it is or was due, in milliseconds since 1970.
             */
            due_ms: number;
            /** @description Why it could not be done. */
            error?: string | null;
            /**
             * Format: int64
             * @description When it ended.
             */
            finished_ms?: number | null;
            /**
             * Format: int64
             * @description Its job.
             */
            id: number;
            /** @description The kind of action. */
            kind: string;
            /** @description `pending`, `done` or `dead`. */
            state: string;
        };
        /** @description What a trigger does. */
        ActionView: {
            /** @description Where its hooks go. */
            address?: string | null;
            /** @enum {string} */
            kind: "widget_hook";
            /** @description The values, byte for byte as they were saved. */
            settings: Record<string, never>;
            /** @description Code of the widget. */
            widget: string;
        } | {
            /** @enum {string} */
            kind: "send_webhook";
            /** @description Byte for byte. */
            url: string;
        } | {
            /** @description `at_creation`, `end_of_day` or `after`. */
            due: string;
            /**
             * Format: int64
             * @description With `after`: seconds.
             */
            due_seconds?: number | null;
            /** @enum {string} */
            kind: "create_task";
            /**
             * Format: int64
             * @description Who is to do it; the lead's responsible user when absent.
             */
            responsible_id?: number | null;
            /**
             * Format: int64
             * @description Kind of task.
             */
            task_type: number;
            /** @description May hold placeholders. */
            text: string;
        } | {
            /** @enum {string} */
            kind: "change_stage";
            /**
             * Format: int64
             * @description The pipeline.
             */
            pipeline_id: number;
            /**
             * Format: int64
             * @description The stage in it.
             */
            stage_id: number;
        } | {
            /** @enum {string} */
            kind: "change_responsible";
            /**
             * Format: int64
             * @description To whom.
             */
            user_id: number;
        } | {
            /** @description Names of tags to put on. */
            add: string[];
            /** @enum {string} */
            kind: "edit_tags";
            /** @description Names of tags to take off. */
            remove: string[];
        } | {
            /** @enum {string} */
            kind: "add_note";
            /** @description Who seems to speak. */
            service: string;
            /** @description May hold placeholders. */
            text: string;
        };
        /** @description Rights in chats. */
        AmojoRights: {
            /** @description Whether users may open group chats. */
            can_create_groups: boolean;
            /** @description Whether users may write to each other. */
            can_direct: boolean;
        };
        /** @description The answer for one trigger. */
        AnswerView: {
            /** @description The same for people. */
            detail: string;
            /** @description Every filter with its outcome. */
            filters: components["schemas"]["FilterView"][];
            /** @description Whether it fires. */
            fires: boolean;
            firing?: components["schemas"]["FiredView"] | null;
            /** @description What people call it. */
            name: string;
            /** @description Stable word for why it does not fire. */
            reason?: string | null;
            /** @description What was written down when a past event happened. */
            recorded_reason?: string | null;
            /**
             * Format: int64
             * @description Which one.
             */
            trigger_id: number;
        };
        /** @description One try of a delivery. */
        AttemptView: {
            /** @description Beginning of the answer's body. */
            answer?: string | null;
            /** @description Headers of the answer, one per line, capped. */
            answer_headers?: string | null;
            /**
             * Format: int64
             * @description How long it took, in microseconds.
             */
            duration_us: number;
            /** @description `json` or `form`. */
            encoding: string;
            /** @description What went wrong. */
            error?: string | null;
            /** @description Whether the answer was longer than what was kept. */
            is_answer_cut: boolean;
            /**
             * Format: int32
             * @description Counted from 1.
             */
            n: number;
            /** @description `answered`, `timed_out`, `dns`, `connect`, `tls`, `reset`, `protocol`, `forbidden` or `interrupted`. */
            outcome: string;
            /**
             * Format: int64
             * @description When it began, in milliseconds since 1970.
             */
            started_ms: number;
            /**
             * Format: int32
             * @description Status of the answer.
             */
            status?: number | null;
        };
        /** @description One deed. */
        AuditEntryView: {
            /**
             * Format: int64
             * @description When, in milliseconds since 1970.
             */
            at_ms: number;
            /**
             * Format: int64
             * @description Who; 0 for the operator.
             */
            author_id: number;
            /** @description What else there is to say. */
            details: Record<string, never>;
            /**
             * Format: int64
             * @description Its number.
             */
            id: number;
            /** @description To what kind of thing. */
            kind: string;
            /** @description To which one. */
            subject: string;
            /**
             * @description What: `widget.installed`, `widget.updated`, `widget.rolled_back`, `widget.settings_changed`,
             *     `widget.switched_off`, `widget.switched_on`, `widget.removed`.
             */
            what: string;
        };
        /** @description The audit log. */
        AuditView: {
            /** @description Newest first. */
            entries: components["schemas"]["AuditEntryView"][];
            /** @description What to send as `before` for the next page. */
            next?: string | null;
        };
        /** @description A list of batches. */
        BatchesView: {
            /** @description Newest first. */
            batches: components["schemas"]["BatchView"][];
            /** @description What to send as `before` for the next page. */
            next?: string | null;
        };
        /** @description A trigger that is applied to the leads that are there. */
        BatchView: {
            /**
             * Format: int64
             * @description Who asked for it.
             */
            author: number;
            /**
             * Format: int64
             * @description When, in milliseconds since 1970.
             */
            created_ms: number;
            /** @description Why it failed. */
            error?: string | null;
            /**
             * Format: int64
             * @description When it ended.
             */
            finished_ms?: number | null;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /**
             * Format: int64
             * @description Leads that are through.
             */
            n_done: number;
            /**
             * Format: int64
             * @description Leads for which the trigger fired.
             */
            n_fired: number;
            /**
             * Format: int64
             * @description Leads that stood there when it began.
             */
            n_total: number;
            /** @description `running`, `done`, `cancelled` or `failed`. */
            state: string;
            /**
             * Format: int64
             * @description The trigger.
             */
            trigger_id: number;
        };
        /** @description A stage of a board. */
        BoardStageView: {
            /** @description The first of them. */
            leads: components["schemas"]["LeadView"][];
            /**
             * Format: int64
             * @description Leads that stand there and fit the filter.
             */
            n_leads: number;
            /** @description What to send to `leads` as `after` for the next; absent when these are all. */
            next?: string | null;
            /**
             * Format: int64
             * @description Sum of their budgets.
             */
            price_sum: number;
            /**
             * Format: int64
             * @description The stage.
             */
            stage_id: number;
        };
        /** @description A pipeline as a board. */
        BoardView: {
            /**
             * Format: int64
             * @description The pipeline.
             */
            pipeline_id: number;
            /** @description In their order, those without leads too. */
            stages: components["schemas"]["BoardStageView"][];
        };
        /** @description Whose note a call is. */
        CallEntity: {
            /** @description With its address. */
            entity: components["schemas"]["EntityRef"];
        };
        /** @description Calls that were kept. */
        CallList: {
            /** @description In the order of the request. */
            calls: components["schemas"]["KeptCall"][];
        };
        /** @description What telling calls answers. */
        Calls: {
            /** @description Those that were kept. */
            _embedded: components["schemas"]["CallList"];
            /** @description How many were kept. */
            _total_items: number;
            /** @description Those whose number nobody has. */
            errors: components["schemas"]["LostCall"][];
        };
        /** @description What brought an event about. */
        CauseView: {
            /**
             * Format: int32
             * @description Links since a person did something.
             */
            depth: number;
            /**
             * Format: int64
             * @description The event that fired the trigger.
             */
            event_id: number;
            /**
             * Format: int64
             * @description The trigger.
             */
            trigger_id: number;
        };
        /** @description Names by what became of them. */
        ChangesView: {
            /** @description New. */
            added: string[];
            /** @description Not the same. */
            changed: string[];
            /** @description How many more there are than are named. */
            n_unnamed: number;
            /** @description Gone. */
            removed: string[];
        };
        /** @description What was found in an archive. */
        CheckView: {
            /** @description Worst first. */
            findings: components["schemas"]["FindingView"][];
            /** @description Whether it can be installed. */
            is_installable: boolean;
            /** @description Whether it can be used in a trigger. */
            is_usable_in_trigger: boolean;
            /** @description What the vendor's moderation would send back, were the widget to be offered to everybody. */
            moderation: components["schemas"]["ObjectionView"][];
            /** @description Why not. */
            unusable_because: components["schemas"]["ReasonView"][];
        };
        /** @description A code, as the page of an integration shows it after its installation. */
        CodeView: {
            /** @description Works once, at `/oauth2/access_token`. */
            code: string;
            /**
             * Format: int64
             * @description Seconds that it works.
             */
            expires_in: number;
            /** @description The address that the exchange must name. */
            redirect_uri: string;
        };
        /** @description Colleagues. */
        ColleaguesView: {
            /** @description By id. */
            users: components["schemas"]["NamedView"][];
        };
        /** @description A colleague. */
        ColleagueView: {
            details?: components["schemas"]["DetailsView"] | null;
            /**
             * Format: int64
             * @description Their group; 0 is the first one.
             */
            group_id: number;
            /**
             * Format: int64
             * @description Their id.
             */
            id: number;
            /** @description Whether they may sign in. */
            is_active: boolean;
            /** @description Their name. */
            name: string;
        };
        /** @description A list without pages: what a create or update answers. */
        Collection_CreatedCompanies: {
            /** @description What a create answers. */
            _embedded: {
                /** @description In the order of the request. */
                companies: components["schemas"]["Created"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
        };
        /** @description A list without pages: what a create or update answers. */
        Collection_CreatedContacts: {
            /** @description What a create answers. */
            _embedded: {
                /** @description In the order of the request. */
                contacts: components["schemas"]["Created"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
        };
        /** @description A list without pages: what a create or update answers. */
        Collection_CreatedLeads: {
            /** @description What a create answers. */
            _embedded: {
                /** @description In the order of the request. */
                leads: components["schemas"]["Created"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
        };
        /** @description A list without pages: what a create or update answers. */
        Collection_CreatedNotes: {
            /** @description What a create answers. */
            _embedded: {
                /** @description In the order of the request. */
                notes: components["schemas"]["CreatedNote"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
        };
        /** @description A list without pages: what a create or update answers. */
        Collection_CreatedTasks: {
            /** @description What a create answers. */
            _embedded: {
                /** @description In the order of the request. */
                tasks: components["schemas"]["CreatedTask"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
        };
        /** @description A list without pages: what a create or update answers. */
        Collection_RoleList: {
            /** @description A list of roles. */
            _embedded: {
                /** @description By id. */
                roles: components["schemas"]["Role"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
        };
        /** @description A list without pages: what a create or update answers. */
        Collection_UpdatedCompanies: {
            /** @description What an update of many answers. */
            _embedded: {
                /** @description In the order of the request. */
                companies: components["schemas"]["UpdatedCompany"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
        };
        /** @description A list without pages: what a create or update answers. */
        Collection_UpdatedContacts: {
            /** @description What an update of many answers. */
            _embedded: {
                /** @description In the order of the request. */
                contacts: components["schemas"]["UpdatedContact"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
        };
        /** @description A list without pages: what a create or update answers. */
        Collection_UpdatedLeads: {
            /** @description What an update of many answers. */
            _embedded: {
                /** @description In the order of the request. */
                leads: components["schemas"]["UpdatedLead"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
        };
        /** @description A list without pages: what a create or update answers. */
        Collection_UpdatedNotes: {
            /** @description What an update of many answers. */
            _embedded: {
                /** @description In the order of the request. */
                notes: components["schemas"]["UpdatedNote"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
        };
        /** @description A list without pages: what a create or update answers. */
        Collection_UpdatedTasks: {
            /** @description What an update of many answers. */
            _embedded: {
                /** @description In the order of the request. */
                tasks: components["schemas"]["UpdatedTask"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
        };
        /** @description A list without pages: what a create or update answers. */
        Collection_UserList: {
            /** @description A list of users. */
            _embedded: {
                /** @description By id. */
                users: components["schemas"]["User"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
        };
        /** @description A company in full. Every key is always there, in this order. */
        Company: {
            /** @description What belongs to it. */
            _embedded: components["schemas"]["CompanyEmbedded"];
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Whose it is.
             */
            account_id: number;
            /**
             * Format: int64
             * @description When its nearest open task is due.
             */
            closest_task_at?: number | null;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            created_at: number;
            /**
             * Format: int64
             * @description Who made it; 0 is the robot.
             */
            created_by: number;
            /** @description Filled custom fields; `null` when there are none. */
            custom_fields_values?: unknown[] | null;
            /**
             * Format: int64
             * @description Group of that user.
             */
            group_id: number;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Whether it lies in the bin. */
            is_deleted: boolean;
            /** @description Its name. */
            name: string;
            /**
             * Format: int64
             * @description Who looks after it.
             */
            responsible_user_id: number;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            updated_at: number;
            /**
             * Format: int64
             * @description Who changed it last; 0 is the robot.
             */
            updated_by: number;
        };
        /** @description What belongs to a company. */
        CompanyEmbedded: {
            /** @description With `with=catalog_elements`. */
            catalog_elements?: unknown[] | null;
            /** @description With `with=contacts`. */
            contacts?: components["schemas"]["EntityRef"][] | null;
            /** @description With `with=customers`. */
            customers?: components["schemas"]["EntityRef"][] | null;
            /** @description With `with=leads`. */
            leads?: components["schemas"]["EntityRef"][] | null;
            /** @description Always there. */
            tags: components["schemas"]["Tag"][];
        };
        /** @description A list of full companies. */
        CompanyList: {
            /** @description In the asked order. */
            companies: components["schemas"]["Company"][];
        };
        /** @description A contact in full. Every key is always there, in this order. */
        Contact: {
            /** @description What belongs to it. */
            _embedded: components["schemas"]["ContactEmbedded"];
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Whose it is.
             */
            account_id: number;
            /**
             * Format: int64
             * @description When its nearest open task is due.
             */
            closest_task_at?: number | null;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            created_at: number;
            /**
             * Format: int64
             * @description Who made it; 0 is the robot.
             */
            created_by: number;
            /** @description Filled custom fields; `null` when there are none. */
            custom_fields_values?: unknown[] | null;
            /** @description Empty when only the whole name is known. */
            first_name: string;
            /**
             * Format: int64
             * @description Group of that user.
             */
            group_id: number;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Whether it lies in the bin. */
            is_deleted: boolean;
            /** @description Whether its incoming lead was not accepted yet. */
            is_unsorted: boolean;
            /** @description Empty when only the whole name is known. */
            last_name: string;
            /** @description The whole name. */
            name: string;
            /**
             * Format: int64
             * @description Who looks after it.
             */
            responsible_user_id: number;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            updated_at: number;
            /**
             * Format: int64
             * @description Who changed it last; 0 is the robot.
             */
            updated_by: number;
        };
        /** @description What belongs to a contact. */
        ContactEmbedded: {
            /** @description With `with=catalog_elements`. */
            catalog_elements?: unknown[] | null;
            /** @description Always there; none or one. */
            companies: components["schemas"]["EntityRef"][];
            /** @description With `with=customers`. */
            customers?: components["schemas"]["EntityRef"][] | null;
            /** @description With `with=leads`. */
            leads?: components["schemas"]["EntityRef"][] | null;
            /** @description Always there. */
            tags: components["schemas"]["Tag"][];
        };
        /** @description A list of full contacts. */
        ContactList: {
            /** @description In the asked order. */
            contacts: components["schemas"]["Contact"][];
        };
        /** @description A list without pages that says how long it is. */
        Counted_EventTypeList: {
            /** @description A list of types. */
            _embedded: {
                /** @description By number. */
                events_types: components["schemas"]["EventType"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /** @description How many there are. */
            _total_items: number;
        };
        /** @description A list without pages that says how long it is. */
        Counted_LinkList: {
            /** @description The links of an answer. */
            _embedded: {
                /** @description In the order of linking, or of the request. */
                links: components["schemas"]["Link"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /** @description How many there are. */
            _total_items: number;
        };
        /** @description A list without pages that says how long it is. */
        Counted_PipelineList: {
            /** @description All pipelines. */
            _embedded: {
                /** @description By `sort`. */
                pipelines: components["schemas"]["Pipeline"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /** @description How many there are. */
            _total_items: number;
        };
        /** @description A list without pages that says how long it is. */
        Counted_StageList: {
            /** @description The stages of a pipeline. */
            _embedded: {
                /** @description By `sort`. */
                statuses: components["schemas"]["Stage"][];
            };
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /** @description How many there are. */
            _total_items: number;
        };
        /** @description One page of a list that says how long it is. */
        CountedPage_RoleList: {
            /** @description A list of roles. */
            _embedded: {
                /** @description By id. */
                roles: components["schemas"]["Role"][];
            };
            /** @description Its neighbours. */
            _links: components["schemas"]["PageLinks"];
            /**
             * Format: int64
             * @description Which page.
             */
            _page: number;
            /** @description How many pages there are. */
            _page_count: number;
            /** @description How many there are in all. */
            _total_items: number;
        };
        /** @description One page of a list that says how long it is. */
        CountedPage_UserList: {
            /** @description A list of users. */
            _embedded: {
                /** @description By id. */
                users: components["schemas"]["User"][];
            };
            /** @description Its neighbours. */
            _links: components["schemas"]["PageLinks"];
            /**
             * Format: int64
             * @description Which page.
             */
            _page: number;
            /** @description How many pages there are. */
            _page_count: number;
            /** @description How many there are in all. */
            _total_items: number;
        };
        /** @description The answer for something that was made. */
        Created: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Its new id.
             */
            id: number;
            /** @description The item of the request that made it. */
            request_id: string;
        };
        /** @description What a create answers. */
        CreatedCompanies: {
            /** @description In the order of the request. */
            companies: components["schemas"]["Created"][];
        };
        /** @description What a create answers. */
        CreatedContacts: {
            /** @description In the order of the request. */
            contacts: components["schemas"]["Created"][];
        };
        /** @description What a create answers. */
        CreatedLeads: {
            /** @description In the order of the request. */
            leads: components["schemas"]["Created"][];
        };
        /** @description What is left of a note in the answer to a create. */
        CreatedNote: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description What it is about.
             */
            entity_id: number;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description The item of the request. */
            request_id: string;
        };
        /** @description What a create answers. */
        CreatedNotes: {
            /** @description In the order of the request. */
            notes: components["schemas"]["CreatedNote"][];
        };
        /** @description What is left of a task in the answer to a create. */
        CreatedTask: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description The item of the request. */
            request_id: string;
        };
        /** @description What a create answers. */
        CreatedTasks: {
            /** @description In the order of the request. */
            tasks: components["schemas"]["CreatedTask"][];
        };
        /** @description How dates are written, in PHP's letters. */
        DatetimeSettings: {
            /** @description Day; the page's sample misspells the key, clients read it like this. */
            date_format: string;
            /** @description Day and time. */
            date_pattern: string;
            /** @description Day. */
            short_date_pattern: string;
            /** @description Hours and minutes. */
            short_time_pattern: string;
            /** @description Hours, minutes and seconds. */
            time_format: string;
            /** @description IANA name. */
            timezone: string;
            /** @description `+03:00`, as of now. */
            timezone_offset: string;
        };
        /** @description A list of deliveries. */
        DeliveriesView: {
            /** @description Newest first. */
            deliveries: components["schemas"]["DeliveryView"][];
            /** @description What to send as `before` for the next page. */
            next?: string | null;
        };
        /** @description A delivery with its body and attempts. */
        DeliveryDetails: {
            /** @description In order. */
            attempts: components["schemas"]["AttemptView"][];
            /** @description The delivery. */
            delivery: components["schemas"]["DeliveryView"];
            /** @description The request as it goes out. */
            request: components["schemas"]["RequestView"];
        };
        /** @description A delivery. */
        DeliveryView: {
            /**
             * Format: int64
             * @description The delivery of the same lead and receiver that goes first.
             */
            blocked_by?: number | null;
            /**
             * Format: int64
             * @description When it was decided.
             */
            created_ms: number;
            /** @description What the receiver sees in the header `webhook-id`; a replay has that of its original. */
            delivery_id: string;
            /**
             * Format: int64
             * @description When it is or was due, in milliseconds since 1970.
             */
            due_ms: number;
            /** @description `json` or `form`. */
            encoding: string;
            /**
             * Format: int64
             * @description The event behind it.
             */
            event_id: number;
            /**
             * Format: int64
             * @description When it ended.
             */
            finished_ms?: number | null;
            /**
             * Format: int64
             * @description Its number here.
             */
            id: number;
            /** @description `widget_hook`, `trigger_webhook` or `account_webhook`. */
            kind: string;
            /** @description What went wrong last. */
            last_error?: string | null;
            /**
             * Format: int32
             * @description Status of the last answer.
             */
            last_status?: number | null;
            /**
             * Format: int64
             * @description Whose lead.
             */
            lead_id: number;
            /**
             * Format: int64
             * @description The delivery that this one repeats.
             */
            replay_of?: number | null;
            /** @description `vendor` or `once`. */
            retry_policy: string;
            /**
             * Format: int64
             * @description The run behind it.
             */
            run_id: number;
            /** @description `pending`, `leased`, `delivered`, `dead` or `unknown`. */
            state: string;
            /**
             * Format: int32
             * @description Tries made so far.
             */
            tries: number;
            /**
             * Format: int64
             * @description The trigger behind it.
             */
            trigger_id: number;
            /** @description Where to. */
            url: string;
        };
        /** @description What only administrators see of a colleague. */
        DetailsView: {
            /** @description What they sign in with. */
            email: string;
            /** @description Whether everything is allowed. */
            is_admin: boolean;
            /** @description Whether they are only named. */
            is_free: boolean;
            /**
             * Format: int64
             * @description Their role.
             */
            role_id?: number | null;
        };
        /** @description What differs between two uploads. */
        DiffView: {
            /** @description Paths. */
            files: components["schemas"]["ChangesView"];
            /** @description Where the widget appears. */
            locations: components["schemas"]["ChangesView"];
            /** @description Keys of the manifest, joined with dots. */
            manifest: components["schemas"]["ChangesView"];
        };
        /** @description The list inside. */
        EmbeddedWebhooks: {
            webhooks: components["schemas"]["WebhookView"][];
        };
        /** @description What is left of an entity beside others: its id and address. */
        EntityRef: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
        };
        /** @description A list of events. */
        EventList: {
            /** @description Newest first. */
            events: components["schemas"]["JournalEvent"][];
        };
        /** @description A list of events. */
        EventsView: {
            /** @description Newest first. */
            events: components["schemas"]["EventView"][];
            /** @description What to send as `before` for the next page. */
            next?: string | null;
        };
        /** @description A type of events. */
        EventType: {
            /** @description Its name. */
            key: string;
            /** @description What people call it. */
            lang: string;
            /**
             * Format: int64
             * @description Its number.
             */
            type: number;
        };
        /** @description A list of types. */
        EventTypeList: {
            /** @description By number. */
            events_types: components["schemas"]["EventType"][];
        };
        /** @description An event of the log. */
        EventView: {
            at?: components["schemas"]["PlaceView"] | null;
            /**
             * Format: int64
             * @description Who did it; 0 is the robot.
             */
            author: number;
            cause?: components["schemas"]["CauseView"] | null;
            /**
             * @description `lead_added`, `lead_status_changed`, `lead_appeared_in_status`, `mail_in`, `call_in`, `site_visit`, `chat`, or the
             *     aspect that changed, as `price_changed`.
             */
            code: string;
            /** @description To what kind of thing: `lead`, `contact`, `company` or `customer`. */
            entity: string;
            /**
             * Format: int64
             * @description To which one.
             */
            entity_id: number;
            from?: components["schemas"]["PlaceView"] | null;
            /**
             * Format: int64
             * @description Order is by id.
             */
            id: number;
            /**
             * Format: int64
             * @description To which lead, if it was one.
             */
            lead_id?: number | null;
            /**
             * Format: int64
             * @description Which field, tag, task, note or linked entity it is about.
             */
            subject?: number | null;
            /**
             * Format: int64
             * @description When, in milliseconds since 1970.
             */
            time_ms: number;
        };
        /** @description Body of a question: either `event_id`, or `lead_id` with `event` and optionally `from` and `to`. */
        ExplainBody: {
            event?: string | null;
            /** Format: int64 */
            event_id?: number | null;
            from?: components["schemas"]["PlaceBody"] | null;
            /** Format: int64 */
            lead_id?: number | null;
            to?: components["schemas"]["PlaceBody"] | null;
            /** Format: int64 */
            trigger_id?: number | null;
        };
        /** @description The answers. */
        ExplainView: {
            /** @description The event that was weighed; id 0 when it was only imagined. */
            event: components["schemas"]["EventView"];
            /** @description One for each trigger that was asked about. */
            triggers: components["schemas"]["AnswerView"][];
        };
        /**
         * @description A refused call of the compatible surface (`error-codes`). Clients tell its three kinds apart by the keys that are
         *     there: `validation-errors`, `errors`, or neither.
         */
        Failure: {
            /** @description For people. */
            detail: string;
            /** @description What forbids the change of these entities, by their id. */
            errors?: {
                [key: string]: string;
            };
            /**
             * Format: int32
             * @description The code once more.
             */
            status: number;
            /** @description The phrase of the code. */
            title: string;
            /** @description A page about the code. */
            type: string;
            /** @description The items that are wrong; clients match them by `request_id`. */
            "validation-errors"?: components["schemas"]["ItemErrors"][];
        };
        /** @description Something that happened, and what followed. */
        FeedItem: {
            /** @description What stands there since. */
            after?: Record<string, never> | null;
            /** @description What stood there before. */
            before?: Record<string, never> | null;
            /** @description Free data of an event that was raised. */
            data?: Record<string, never> | null;
            /** @description What they sent. */
            deliveries: components["schemas"]["DeliveryView"][];
            /** @description The event. */
            event: components["schemas"]["EventView"];
            note?: components["schemas"]["NoteView"] | null;
            /** @description Triggers that it fired: waiting, acted or dropped. */
            runs: components["schemas"]["RunView"][];
            task?: components["schemas"]["TaskView"] | null;
        };
        /** @description One page of a feed. */
        FeedView: {
            /** @description Newest first. */
            items: components["schemas"]["FeedItem"][];
            /** @description What to send as `before` for the next page. */
            next?: string | null;
            /** @description Open tasks, the most urgent first; only on the first page. */
            open_tasks: components["schemas"]["TaskView"][];
            /** @description Pinned notes, newest first; only on the first page. */
            pinned_notes: components["schemas"]["NoteView"][];
        };
        /** @description One thing that is wrong. */
        FieldError: {
            /** @description Stable, for programs. */
            code: string;
            /** @description For people. */
            detail: string;
            /** @description Dotted path inside the item. */
            path: string;
        };
        /** @description A field of a trigger's settings. */
        FieldView: {
            /** @description Key of its value. */
            code: string;
            /** @description Its label in the language of the account. */
            name: string;
            /** @description Whether it must not be empty. */
            required: boolean;
        };
        /** @description One filter. */
        FilterView: {
            /** @description Whether it holds. */
            holds: boolean;
            /** @description Its name. */
            name: string;
            /** @description The lead's value where it does not. */
            value?: string | null;
        };
        /** @description Something found in an archive. */
        FindingView: {
            /** @description Stable, for programs. */
            code: string;
            /** @description In which file; empty for the archive as a whole. */
            file: string;
            /**
             * Format: int32
             * @description In which line, from 1.
             */
            line?: number | null;
            /** @description What is wrong and what to do. */
            message: string;
            /** @description At which keys of a JSON file. */
            path?: string | null;
            /** @description `error`, `warning` or `note`. */
            severity: string;
        };
        /** @description A trigger that fired. */
        FiredView: {
            /** @description The code that its hook carries. */
            code: string;
            /** @description The direction, when the event is a movement. */
            direction?: string | null;
            /**
             * Format: int64
             * @description When its action is due, in milliseconds since 1970.
             */
            due_ms: number;
            /**
             * Format: int64
             * @description Which one.
             */
            trigger_id: number;
        };
        /** @description What the form of a widget came to. */
        FormWish: {
            /** @description Whether the widget runs from now on. Switched off, it keeps its values. */
            is_active: boolean;
            /** @description Values by field, as the widget left them. */
            settings: Record<string, never>;
        };
        /** @description Grants that count. */
        GrantsView: {
            /** @description The newest first. */
            grants: components["schemas"]["GrantView"][];
        };
        /** @description What a user allowed an integration. */
        GrantView: {
            /** @description To whom. */
            client_id: string;
            /**
             * Format: int64
             * @description Unix milliseconds.
             */
            created_ms: number;
            /** @description Names it when it is to end. */
            id: string;
            /** @description Its name. */
            integration: string;
            /** @description For what. */
            scopes: string[];
            /**
             * Format: int64
             * @description By whom.
             */
            user_id: number;
        };
        /** @description Body of a group. */
        GroupBody: {
            name: string;
        };
        /** @description A group of users. */
        GroupView: {
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Its name. */
            name: string;
        };
        /** @description An account. */
        HostAccount: {
            /** @description ISO 3166 code. */
            country: string;
            /** @description ISO 4217 code. */
            currency: string;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description `en`, `es`, `pt` or `ru`. */
            language: string;
            /** @description What people call it. */
            name: string;
            /** @description First label of its host name. */
            subdomain: string;
            /** @description IANA name. */
            time_zone: string;
        };
        /** @description A field of a form. */
        HostedField: {
            /** @description Key of its value. */
            code: string;
            /** @description Its label in the language of the page. */
            name: string;
            /** @description Whether it must not be empty. */
            required: boolean;
            /** @description `text`, `pass`, `users`, `users_lp`, `custom`, or a word of the widget's own. */
            type: string;
        };
        /** @description The part of a widget in triggers. */
        HostedPipelinePart: {
            /** @description Whether a trigger may stand on several stages. */
            action_multiple: boolean;
            /** @description Fields of a trigger. */
            fields: components["schemas"]["HostedField"][];
            /** @description Name of a trigger with it. */
            title?: string | null;
        };
        /** @description Where users of a widget find help. */
        HostedSupport: {
            /** @description A mail address. */
            email?: string | null;
            /** @description An address in the web. */
            link?: string | null;
        };
        /** @description A widget as its host needs it. */
        HostedWidget: {
            /** @description Title of its own page in the settings. */
            advanced_title?: string | null;
            /** @description The OAuth client it is bound to. */
            client_uuid?: string | null;
            /** @description Unique in the account. */
            code: string;
            /** @description Its description, which may hold HTML. */
            description: string;
            dp?: components["schemas"]["HostedPipelinePart"] | null;
            /** @description Fields of the installation. */
            fields: components["schemas"]["HostedField"][];
            /** @description Whether it has a `script.js`. */
            has_script: boolean;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Whether it is started once and kept while pages change. */
            init_once: boolean;
            /** @description Whether it runs. */
            is_active: boolean;
            /** @description Its texts. */
            langs: Record<string, never>;
            /** @description As in the manifest. */
            locations: string[];
            /** @description Its name in the language of the page. */
            name: string;
            /** @description Where its files are; changes with every change of them. */
            path: string;
            /** @description Saved values of the installation. */
            settings: Record<string, never>;
            /** @description `install`, `not_configured` or `installed`. */
            status: string;
            /** @description Where its users find help. */
            support: components["schemas"]["HostedSupport"];
            /** @description What the manifest says. */
            version: string;
        };
        /** @description Somebody. */
        HostUser: {
            /** @description What they sign in with. */
            email: string;
            /**
             * Format: int64
             * @description Their id.
             */
            id: number;
            /** @description Whether they may change widgets. */
            is_admin: boolean;
            /** @description What colleagues call them. */
            name: string;
        };
        /** @description All that a page with widgets needs. */
        HostView: {
            /** @description The account. */
            account: components["schemas"]["HostAccount"];
            /** @description Name of the content policy with which a page must have been served to run them. */
            policy: string;
            /** @description Who is signed in. */
            user: components["schemas"]["HostUser"];
            /** @description Everybody in the account. */
            users: components["schemas"]["HostUser"][];
            /** @description Its widgets, also those that are switched off. */
            widgets: components["schemas"]["HostedWidget"][];
        };
        /** @description An address. */
        Href: {
            /** @description Absolute. */
            href: string;
        };
        /** @description Why a trigger cannot be switched on. */
        Incomplete: {
            /** @description Stable, for programs. */
            code: string;
            /** @description For people. */
            detail: string;
        };
        /** @description What an upload came to. */
        InstalledView: components["schemas"]["WidgetView"] & {
            /** @description What the archive changed. */
            diff: components["schemas"]["DiffView"];
            /** @description What was found in the archive: warnings and notes. */
            findings: components["schemas"]["FindingView"][];
            /** @description Whether it was installed just now; otherwise it was updated. */
            is_new: boolean;
            /** @description Triggers that had to be switched off. */
            switched_off_triggers: number[];
            /** @description Triggers that had been switched off with the widget, and act again. */
            switched_on_triggers: number[];
        };
        /** @description Body of an integration. When one is changed, what is absent stays. */
        IntegrationBody: {
            description?: string | null;
            is_enabled?: boolean | null;
            name?: string | null;
            redirect_uris?: string[] | null;
            scopes?: string[] | null;
            uninstall_url?: string | null;
            widget?: string | null;
        };
        /** @description An integration with its secret, which is shown this once. */
        IntegrationMade: components["schemas"]["IntegrationView"] & {
            /** @description 64 characters. Keep it: it is never shown again, only replaced. */
            client_secret: string;
        };
        /** @description The integrations of the account. */
        IntegrationsView: {
            /** @description The oldest first. */
            integrations: components["schemas"]["IntegrationView"][];
        };
        /** @description An integration. */
        IntegrationView: {
            /** @description Its name outside: `client_id` of OAuth. */
            client_id: string;
            /**
             * Format: int64
             * @description Unix milliseconds.
             */
            created_ms: number;
            /** @description What it does. */
            description: string;
            /** @description A disabled one has no tokens and gets none. */
            is_enabled: boolean;
            /** @description What people call it. */
            name: string;
            /** @description Where browsers go back to with a code; the first is the usual one. */
            redirect_uris: string[];
            /** @description What its tokens may be used for. */
            scopes: string[];
            /** @description Told by a signed request when the integration is disabled. */
            uninstall_url?: string | null;
            /**
             * Format: int64
             * @description Unix milliseconds.
             */
            updated_ms: number;
            /** @description The code of the widget that belongs to it, installed already or not yet. */
            widget?: string | null;
        };
        /** @description Body of an invitation. */
        InviteBody: {
            email: string;
            /** Format: int64 */
            group_id?: number | null;
            is_admin?: boolean | null;
            name: string;
            /** Format: int64 */
            role_id?: number | null;
        };
        /** @description Somebody who was invited. */
        InvitedView: {
            /** @description Signs them in once; whoever invites hands it over. */
            sign_in_path: string;
            /** @description The new user. */
            user: components["schemas"]["ColleagueView"];
        };
        /** @description Settings of invoices. */
        InvoicesSettings: {
            /**
             * Format: int64
             * @description The catalog that holds them; there is none yet.
             */
            invoices_catalog_id?: number | null;
            /** @description Their language. */
            lang: string;
        };
        /** @description Everything that is wrong with one item. */
        ItemErrors: {
            /** @description In the order of reading. */
            errors: components["schemas"]["FieldError"][];
            /** @description The item's own text, or its position. */
            request_id: string;
        };
        /** @description The entity of an event. */
        JournalEntity: {
            /** @description With its address. */
            entity: components["schemas"]["NamedRef"];
        };
        /** @description An event of the journal. */
        JournalEvent: {
            /** @description Its entity. */
            _embedded: components["schemas"]["JournalEntity"];
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Whose it is.
             */
            account_id: number;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            created_at: number;
            /**
             * Format: int64
             * @description Who did it; 0 is the robot.
             */
            created_by: number;
            /**
             * Format: int64
             * @description To which entity.
             */
            entity_id: number;
            /** @description To what kind of entity, in the singular. */
            entity_type: string;
            /** @description 26 letters and digits. */
            id: string;
            /** @description What happened. */
            type: string;
            /** @description What stands there now. */
            value_after: unknown[];
            /** @description What stood there before. */
            value_before: unknown[];
        };
        /** @description A call that was kept. */
        KeptCall: {
            /** @description Whose note it is, with its address. */
            _embedded: components["schemas"]["CallEntity"];
            /**
             * Format: int64
             * @description Whose it is.
             */
            account_id: number;
            /**
             * Format: int64
             * @description Whose note it is.
             */
            entity_id: number;
            /** @description The singular of whose note it is. */
            entity_type: string;
            /**
             * Format: int64
             * @description The id of its note.
             */
            id: number;
            /** @description The item of the request. */
            request_id: string;
        };
        /**
         * @description What a stage is for.
         * @enum {string}
         */
        KindView: "incoming" | "open" | "won" | "lost";
        /** @description A lead in full. Every key without a note below is always there, in this order. */
        Lead: {
            /** @description What belongs to it. */
            _embedded: components["schemas"]["LeadEmbedded"];
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Whose it is.
             */
            account_id: number;
            /**
             * Format: int64
             * @description When it was won or lost.
             */
            closed_at?: number | null;
            /**
             * Format: int64
             * @description When its nearest open task is due.
             */
            closest_task_at?: number | null;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            created_at: number;
            /**
             * Format: int64
             * @description Who made it; 0 is the robot.
             */
            created_by: number;
            /** @description Filled custom fields; `null` when there are none. */
            custom_fields_values?: unknown[] | null;
            /**
             * Format: int64
             * @description Group of that user.
             */
            group_id: number;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Whether it lies in the bin. */
            is_deleted: boolean;
            /** @description Whether the robot set the budget; with `with=is_price_modified_by_robot`. */
            is_price_modified_by_robot?: boolean | null;
            /**
             * Format: int64
             * @description Seconds of work.
             */
            labor_cost?: number | null;
            /**
             * Format: int64
             * @description Why it was lost.
             */
            loss_reason_id?: number | null;
            /** @description Never empty: a lead without a name is called "Lead #id". */
            name: string;
            /**
             * Format: int64
             * @description Its pipeline.
             */
            pipeline_id: number;
            /**
             * Format: int64
             * @description Budget in whole units of the account's currency.
             */
            price: number;
            /**
             * Format: int64
             * @description Who looks after it.
             */
            responsible_user_id: number;
            /**
             * Format: int64
             * @description Points of scoring.
             */
            score?: number | null;
            /**
             * Format: int64
             * @description Where it came from.
             */
            source_id?: number | null;
            /**
             * Format: int64
             * @description Its stage; says nothing without the pipeline.
             */
            status_id: number;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            updated_at: number;
            /**
             * Format: int64
             * @description Who changed it last; 0 is the robot.
             */
            updated_by: number;
        };
        /** @description A lead with its contacts. */
        LeadDetails: {
            /** @description All its contacts, in the order of linking. */
            contacts: components["schemas"]["LinkedContactView"][];
            /**
             * Format: int64
             * @description Who made it; 0 is the robot.
             */
            created_by: number;
            /** @description The lead. */
            lead: components["schemas"]["LeadView"];
            /**
             * Format: int64
             * @description Who changed it last; 0 is the robot.
             */
            updated_by: number;
        };
        /** @description What belongs to a lead. */
        LeadEmbedded: {
            /** @description With `with=catalog_elements`. */
            catalog_elements?: unknown[] | null;
            /** @description Always there; none or one. */
            companies: components["schemas"]["EntityRef"][];
            /** @description With `with=contacts`. */
            contacts?: components["schemas"]["LinkedContact"][] | null;
            /** @description With `with=loss_reason`; none or one. */
            loss_reason?: components["schemas"]["LossReason"][] | null;
            /** @description Always there. */
            tags: components["schemas"]["Tag"][];
        };
        /** @description A list of full leads. */
        LeadList: {
            /** @description In the asked order. */
            leads: components["schemas"]["Lead"][];
        };
        /** @description A page of leads. */
        LeadsView: {
            /** @description In the order that was asked for. */
            leads: components["schemas"]["LeadView"][];
            /** @description What to send as `after` for the next page; absent on the last. */
            next?: string | null;
        };
        /** @description A lead in a list. */
        LeadView: {
            /**
             * Format: int64
             * @description When it was won or lost, in seconds.
             */
            closed_at?: number | null;
            contact?: components["schemas"]["NamedView"] | null;
            /**
             * Format: int64
             * @description When it was made, in seconds.
             */
            created_at: number;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Its name; may be empty. */
            name: string;
            /**
             * Format: int64
             * @description Where it stands.
             */
            pipeline_id: number;
            /**
             * Format: int64
             * @description Its budget.
             */
            price: number;
            /**
             * Format: int64
             * @description Who looks after it.
             */
            responsible_user_id: number;
            /**
             * Format: int64
             * @description Where it stands.
             */
            stage_id: number;
            /**
             * Format: int64
             * @description When it was changed last, in seconds.
             */
            updated_at: number;
        };
        /** @description A link as it is answered. */
        Link: {
            /**
             * Format: int64
             * @description One end; not there when the path names it and nothing was changed.
             */
            entity_id?: number | null;
            /** @description Its kind. */
            entity_type?: string | null;
            metadata?: components["schemas"]["LinkMetadata"] | null;
            /**
             * Format: int64
             * @description The other end.
             */
            to_entity_id: number;
            /** @description Its kind. */
            to_entity_type: string;
        };
        /** @description A contact of a lead. */
        LinkedContact: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Exactly one contact of a lead is. */
            is_main: boolean;
        };
        /** @description A contact of a lead. */
        LinkedContactView: {
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Whether it is the one that automation speaks to. */
            is_main: boolean;
            /** @description Its name; may be empty. */
            name: string;
        };
        /** @description The links of an answer. */
        LinkList: {
            /** @description In the order of linking, or of the request. */
            links: components["schemas"]["Link"][];
        };
        /** @description More about a link of a lead and a contact. Written as `is_main`, answered as `main_contact`. */
        LinkMetadata: {
            /** @description Whether the contact is the lead's main one. */
            main_contact: boolean;
        };
        /** @description The links of a model or of a list without pages. */
        Links: {
            /** @description Its own address. */
            self: components["schemas"]["Href"];
        };
        /** @description A loss reason in full. */
        LossReason: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Unix seconds.
             */
            created_at: number;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description What people call it. */
            name: string;
            /**
             * Format: int64
             * @description Position in the list.
             */
            sort: number;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            updated_at: number;
        };
        /** @description A call that was not kept. */
        LostCall: {
            /** @description For people. */
            detail: string;
            /** @description The item of the request. */
            request_id: string;
            /**
             * Format: int32
             * @description The code.
             */
            status: number;
            /** @description Always the same. */
            title: string;
        };
        /** @description The refusal of calls of which not one was kept. */
        LostCalls: {
            /** @description Always 0. */
            _total_items: number;
            /** @description For people. */
            detail: string;
            /** @description One each. */
            errors: components["schemas"]["LostCall"][];
            /**
             * Format: int32
             * @description The code once more.
             */
            status: number;
            /** @description The phrase of the code. */
            title: string;
            /** @description A page about the code. */
            type: string;
        };
        /** @description An entity with its address, and its name when it is wanted. */
        NamedRef: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Its name. */
            name?: string | null;
        };
        /** @description A trigger by number and name. */
        NamedTriggerView: {
            /**
             * Format: int64
             * @description Its number.
             */
            id: number;
            /** @description Its name; empty where nobody gave one. */
            name: string;
        };
        /** @description Something with a name. */
        NamedView: {
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Its name; may be empty. */
            name: string;
        };
        /** @description A note in full. */
        Note: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Whose it is.
             */
            account_id: number;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            created_at: number;
            /**
             * Format: int64
             * @description Who made it; 0 is the robot.
             */
            created_by: number;
            /**
             * Format: int64
             * @description What it is about.
             */
            entity_id: number;
            /**
             * Format: int64
             * @description Group of that user.
             */
            group_id: number;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description With `with=is_pinned`. */
            is_pinned?: boolean | null;
            /** @description Its type. */
            note_type: string;
            /** @description What it holds, by its type. */
            params: unknown;
            /**
             * Format: int64
             * @description Who answers for it.
             */
            responsible_user_id: number;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            updated_at: number;
            /**
             * Format: int64
             * @description Who changed it last; 0 is the robot.
             */
            updated_by: number;
        };
        /** @description A list of notes. */
        NoteList: {
            /** @description In the asked order. */
            notes: components["schemas"]["Note"][];
        };
        /** @description A note. */
        NoteView: {
            /**
             * Format: int64
             * @description Who made it; 0 is the robot.
             */
            created_by: number;
            /**
             * Format: int64
             * @description When it was made, in milliseconds since 1970.
             */
            created_ms: number;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Whether it stands at the top. */
            is_pinned: boolean;
            /** @description `common`, `call_in` and so on. */
            kind: string;
            /** @description What it holds, by its kind. */
            params: Record<string, never>;
            /**
             * Format: int64
             * @description Who answers for it.
             */
            responsible_user_id: number;
        };
        /** @description A refused exchange. Unlike other failures it has a `hint`, and its `type` is of its own. */
        OAuthFailure: {
            /** @description For people. */
            detail: string;
            /** @description What is wrong, in fixed words. */
            hint: string;
            /**
             * Format: int32
             * @description The code once more.
             */
            status: number;
            /** @description The phrase of the code. */
            title: string;
            /** @description Names the kind of body. */
            type: string;
        };
        /** @description What moderation would send back. */
        ObjectionView: {
            /** @description Stable, for programs. */
            code: string;
            /** @description In which file; empty for the archive as a whole. */
            file: string;
            /**
             * Format: int32
             * @description In which line, from 1.
             */
            line?: number | null;
            /** @description What is minded. */
            message: string;
            /** @description The vendor's page with the rule. */
            source: string;
        };
        /**
         * @description The answer to a widget that asks for a one-time token. Its form is documented nowhere; this is what widgets' code
         *     was seen to read.
         */
        OneTimeAnswer: {
            /** @description The signed token. */
            token: string;
        };
        /** @description A signed-in browser. */
        OpenSessionView: {
            /**
             * Format: int64
             * @description When it signed in, in milliseconds since 1970.
             */
            created_ms: number;
            /**
             * Format: int64
             * @description When it will have to sign in again.
             */
            expires_ms: number;
            /** @description Whether it is the one that asks. */
            is_current: boolean;
        };
        /** @description Whose token it is: what the official provider's `getResourceOwner` reads at `/v3/user`. */
        Owner: {
            /** @description What they sign in with. */
            email: string;
            /**
             * Format: int64
             * @description Their id.
             */
            id: number;
            /** @description What colleagues call them. */
            name: string;
        };
        /** @description A refused call of our own surface: one stable code, and every problem of the input. */
        OwnFailure: {
            /** @description Stable, for programs: `not_found`. */
            code: string;
            /** @description For people: what is wrong and what to do. */
            detail: string;
            /** @description What is wrong with the input; empty when it is not the input's fault. */
            errors: components["schemas"]["FieldError"][];
            /**
             * Format: int32
             * @description The code once more.
             */
            status: number;
            /** @description The phrase of the code. */
            title: string;
            /** @description Always `about:blank`: `code` says more than a page about the number could. */
            type: string;
        };
        /** @description One page of a list. An empty one is not written at all: the answer is then 204 (`leads-api`). */
        Page_CompanyList: {
            /** @description A list of full companies. */
            _embedded: {
                /** @description In the asked order. */
                companies: components["schemas"]["Company"][];
            };
            /** @description Its neighbours. */
            _links: components["schemas"]["PageLinks"];
            /**
             * Format: int64
             * @description Which one, from 1.
             */
            _page: number;
        };
        /** @description One page of a list. An empty one is not written at all: the answer is then 204 (`leads-api`). */
        Page_ContactList: {
            /** @description A list of full contacts. */
            _embedded: {
                /** @description In the asked order. */
                contacts: components["schemas"]["Contact"][];
            };
            /** @description Its neighbours. */
            _links: components["schemas"]["PageLinks"];
            /**
             * Format: int64
             * @description Which one, from 1.
             */
            _page: number;
        };
        /** @description One page of a list. An empty one is not written at all: the answer is then 204 (`leads-api`). */
        Page_EventList: {
            /** @description A list of events. */
            _embedded: {
                /** @description Newest first. */
                events: components["schemas"]["JournalEvent"][];
            };
            /** @description Its neighbours. */
            _links: components["schemas"]["PageLinks"];
            /**
             * Format: int64
             * @description Which one, from 1.
             */
            _page: number;
        };
        /** @description One page of a list. An empty one is not written at all: the answer is then 204 (`leads-api`). */
        Page_LeadList: {
            /** @description A list of full leads. */
            _embedded: {
                /** @description In the asked order. */
                leads: components["schemas"]["Lead"][];
            };
            /** @description Its neighbours. */
            _links: components["schemas"]["PageLinks"];
            /**
             * Format: int64
             * @description Which one, from 1.
             */
            _page: number;
        };
        /** @description One page of a list. An empty one is not written at all: the answer is then 204 (`leads-api`). */
        Page_NoteList: {
            /** @description A list of notes. */
            _embedded: {
                /** @description In the asked order. */
                notes: components["schemas"]["Note"][];
            };
            /** @description Its neighbours. */
            _links: components["schemas"]["PageLinks"];
            /**
             * Format: int64
             * @description Which one, from 1.
             */
            _page: number;
        };
        /** @description One page of a list. An empty one is not written at all: the answer is then 204 (`leads-api`). */
        Page_TaskList: {
            /** @description A list of tasks. */
            _embedded: {
                /** @description In the asked order. */
                tasks: components["schemas"]["Task"][];
            };
            /** @description Its neighbours. */
            _links: components["schemas"]["PageLinks"];
            /**
             * Format: int64
             * @description Which one, from 1.
             */
            _page: number;
        };
        /** @description The links of one page of a list. */
        PageLinks: {
            first?: components["schemas"]["Href"] | null;
            next?: components["schemas"]["Href"] | null;
            prev?: components["schemas"]["Href"] | null;
            /** @description This page. */
            self: components["schemas"]["Href"];
        };
        /** @description Body of a change of password. */
        PasswordBody: {
            /** @description Not asked for where there is none yet. */
            current?: string | null;
            new: string;
        };
        /** @description The people of an account. */
        PeopleView: {
            /** @description Groups beside the first one. */
            groups: components["schemas"]["GroupView"][];
            /** @description By id. */
            users: components["schemas"]["ColleagueView"][];
        };
        /** @description Body of a change of one's own name. */
        PersonBody: {
            name: string;
        };
        /** @description A pipeline in full. */
        Pipeline: {
            /** @description Its stages. */
            _embedded: components["schemas"]["StageList"];
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Whose it is.
             */
            account_id: number;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Whether it was put away; nothing archives pipelines yet. */
            is_archive: boolean;
            /** @description New leads go to the main one. */
            is_main: boolean;
            /** @description Whether the incoming stage is shown and used. */
            is_unsorted_on: boolean;
            /** @description What people call it. */
            name: string;
            /** @description After a create or update: the item of the request. */
            request_id?: string | null;
            /**
             * Format: int64
             * @description Pipelines stand in this order.
             */
            sort: number;
        };
        /** @description All pipelines. */
        PipelineList: {
            /** @description By `sort`. */
            pipelines: components["schemas"]["Pipeline"][];
        };
        /** @description All pipelines. */
        PipelinesView: {
            /** @description In their order. */
            pipelines: components["schemas"]["PipelineView"][];
        };
        /** @description A pipeline. */
        PipelineView: {
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Whether new leads go there by themselves. */
            is_main: boolean;
            /** @description What people call it. */
            name: string;
            /** @description In their order. */
            stages: components["schemas"]["StageView"][];
        };
        /** @description A stage with its pipeline. */
        PlaceBody: {
            /** Format: int64 */
            pipeline_id: number;
            /** Format: int64 */
            stage_id: number;
        };
        /** @description A stage with its pipeline: only both together name one. */
        PlaceView: {
            /**
             * Format: int64
             * @description The pipeline.
             */
            pipeline_id: number;
            /**
             * Format: int64
             * @description The stage in it.
             */
            stage_id: number;
        };
        /** @description What came back. */
        PostView: {
            /** @description Its body as text. */
            body: string;
            /**
             * Format: int32
             * @description Status of the answer.
             */
            status: number;
        };
        /** @description What a widget posts. */
        PostWish: {
            /** @description Sent as a form, nested keys in brackets. */
            data: Record<string, never>;
            /** @description Where to. */
            url: string;
            /** @description Code of the widget that asks. */
            widget: string;
        };
        /** @description Body of a change of the account; what is absent stays. */
        ProfileBody: {
            currency?: string | null;
            language?: string | null;
            name?: string | null;
            time_zone?: string | null;
        };
        /** @description The account as people set it up. */
        ProfileView: {
            /** @description ISO 4217 code. */
            currency: string;
            /** @description `en`, `es`, `pt` or `ru`. */
            language: string;
            /** @description What people call it. */
            name: string;
            /** @description IANA name. */
            time_zone: string;
        };
        /** @description Body of an event. */
        RaiseBody: {
            data?: unknown;
            /** @description A name like `call_in` or a number like 17. */
            event: string;
            from?: components["schemas"]["PlaceBody"] | null;
            /** Format: int64 */
            lead_id: number;
        };
        /** @description What an event set off. */
        RaisedView: {
            /** @description The event. */
            event: components["schemas"]["EventView"];
            /** @description Triggers that fired. */
            fired: components["schemas"]["FiredView"][];
            /** @description Triggers that heard it and stayed quiet. */
            refused: components["schemas"]["RefusedView"][];
        };
        /** @description Why something is not possible. */
        ReasonView: {
            /** @description Stable, for programs. */
            code: string;
            /** @description For people. */
            detail: string;
        };
        /** @description A trigger that stayed quiet. */
        RefusedView: {
            /** @description Why. */
            reason: string;
            /**
             * Format: int64
             * @description Which one.
             */
            trigger_id: number;
        };
        /** @description What a removal did. */
        RemovedView: {
            /** @description Triggers that had to be switched off. */
            switched_off_triggers: number[];
            /** @description The same with their names. */
            triggers: components["schemas"]["NamedTriggerView"][];
        };
        /** @description The request of a delivery. */
        RequestView: {
            /** @description As it goes out. */
            body: string;
            /** @description Those that we set. */
            headers: Record<string, never>;
            /** @description Always POST. */
            method: string;
            /** @description Where to. */
            url: string;
        };
        /** @description A role. */
        Role: {
            /** @description With `with=users`. */
            _embedded?: Record<string, never> | null;
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Its name. */
            name: string;
            /** @description The item of the request that made it. */
            request_id?: string | null;
            /** @description What its users may do. */
            rights: Record<string, never>;
        };
        /** @description A list of roles. */
        RoleList: {
            /** @description By id. */
            roles: components["schemas"]["Role"][];
        };
        /** @description Body of a way back. */
        RollBackBody: {
            /** Format: int64 */
            n: number;
        };
        /** @description A run with all that belongs to it. */
        RunDetails: {
            /** @description What it did here. */
            actions: components["schemas"]["ActionJobView"][];
            /** @description What it sent. */
            deliveries: components["schemas"]["DeliveryView"][];
            event?: components["schemas"]["EventView"] | null;
            /** @description The run. */
            run: components["schemas"]["RunView"];
        };
        /** @description A list of runs. */
        RunsView: {
            /** @description What to send as `before` for the next page. */
            next?: string | null;
            /** @description Newest first. */
            runs: components["schemas"]["RunView"][];
        };
        /** @description A run. */
        RunView: {
            /**
             * Format: int64
             * @description Automation version under which it was decided.
             */
            automation_version: number;
            /**
             * Format: int64
             * @description The batch that started it, if no event did.
             */
            batch_id?: number | null;
            /** @description The code that its hook carries. */
            code: string;
            /**
             * Format: int64
             * @description When it was decided.
             */
            created_ms: number;
            /** @description The direction, when the event was a movement. */
            direction?: string | null;
            /**
             * Format: int64
             * @description When its action is due, in milliseconds since 1970.
             */
            due_ms: number;
            /**
             * Format: int64
             * @description The event that fired it.
             */
            event_id: number;
            /**
             * Format: int64
             * @description When it acted or was dropped.
             */
            finished_ms?: number | null;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /**
             * Format: int64
             * @description The lead.
             */
            lead_id: number;
            /** @description What a built-in action came to: `task_id` or `note_id`, `warnings` with `code` and `placeholder`, or `error`. */
            outcome?: Record<string, never> | null;
            /** @description Why it was dropped. */
            reason?: string | null;
            /** @description `waiting`, `acted` or `dropped`. */
            state: string;
            /**
             * Format: int64
             * @description The trigger.
             */
            trigger_id: number;
        };
        /** @description The sessions of whoever asks. */
        SessionsView: {
            /** @description Opened last comes first. */
            sessions: components["schemas"]["OpenSessionView"][];
        };
        /** @description Who is signed in, and where. */
        SessionView: {
            /** @description Their account. */
            account: components["schemas"]["AccountView"];
            /** @description The person. */
            user: components["schemas"]["UserView"];
        };
        /** @description Body of a sign-in. */
        SignIn: {
            email: string;
            password: string;
        };
        /** @description A stage in full. */
        Stage: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Whose it is.
             */
            account_id: number;
            /** @description `#rrggbb`. */
            color: string;
            /** @description With `with=descriptions`. */
            descriptions?: unknown[] | null;
            /**
             * Format: int64
             * @description Unique together with the pipeline only.
             */
            id: number;
            /** @description False for the three system stages. */
            is_editable: boolean;
            /** @description Shown at the head of the column. */
            name: string;
            /**
             * Format: int64
             * @description The pipeline.
             */
            pipeline_id: number;
            /** @description After a create: the item of the request. */
            request_id?: string | null;
            /**
             * Format: int64
             * @description Stages stand in this order.
             */
            sort: number;
            /**
             * Format: int64
             * @description 1 for the incoming stage, 0 for all others.
             */
            type: number;
        };
        /** @description The stages of a pipeline. */
        StageList: {
            /** @description By `sort`. */
            statuses: components["schemas"]["Stage"][];
        };
        /** @description A stage with its counters. */
        StageView: {
            /** @description `#rrggbb`. */
            color: string;
            /**
             * Format: int64
             * @description Unique only together with the pipeline.
             */
            id: number;
            /** @description What it is for. */
            kind: components["schemas"]["KindView"];
            /**
             * Format: int64
             * @description Leads that stand there.
             */
            n_leads: number;
            /** @description Shown at its head. */
            name: string;
            /**
             * Format: int64
             * @description Sum of their budgets.
             */
            price_sum: number;
            /**
             * Format: int64
             * @description Position.
             */
            sort: number;
        };
        /** @description Where an account is (`account-subdomain-info`). */
        Subdomain: {
            /** @description Its host. */
            domain: string;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description The first label of its host. */
            subdomain: string;
            /** @description The last label of its host. */
            top_level_domain: string;
        };
        /** @description A tag on an entity. */
        Tag: {
            /** @description One of the 23 colours without `#`: the official client throws on any other. */
            color?: string | null;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Its name. */
            name: string;
        };
        /** @description A tag. */
        TagView: {
            /** @description Six hexadecimal digits, or none. */
            color?: string | null;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Its name. */
            name: string;
        };
        /** @description A task in full. Every key is always there, in this order. */
        Task: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Whose it is.
             */
            account_id: number;
            /**
             * Format: int64
             * @description Until when, in unix seconds.
             */
            complete_till: number;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            created_at: number;
            /**
             * Format: int64
             * @description Who made it; 0 is the robot.
             */
            created_by: number;
            /**
             * Format: int64
             * @description How long it takes, in seconds.
             */
            duration: number;
            /**
             * Format: int64
             * @description What it is for.
             */
            entity_id?: number | null;
            /** @description The plural of what it is for. */
            entity_type?: string | null;
            /**
             * Format: int64
             * @description Group of that user.
             */
            group_id: number;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Whether it is done. */
            is_completed: boolean;
            /**
             * Format: int64
             * @description Who is to do it.
             */
            responsible_user_id: number;
            /** @description `{"text": …}`, or an empty list. */
            result: unknown;
            /**
             * Format: int64
             * @description 1 is a follow-up, 2 a meeting, others are the account's own.
             */
            task_type_id: number;
            /** @description What is to be done. */
            text: string;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            updated_at: number;
            /**
             * Format: int64
             * @description Who changed it last; 0 is the robot.
             */
            updated_by: number;
        };
        /** @description A list of tasks. */
        TaskList: {
            /** @description In the asked order. */
            tasks: components["schemas"]["Task"][];
        };
        /** @description A type of task. */
        TaskType: {
            /** @description Name for programs. */
            code: string;
            /** @description Colour of a custom type. */
            color?: string | null;
            /**
             * Format: int64
             * @description Picture of a custom type.
             */
            icon_id?: number | null;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description What people call it. */
            name: string;
        };
        /** @description A task. */
        TaskView: {
            /**
             * Format: int64
             * @description Who made it; 0 is the robot.
             */
            created_by: number;
            /**
             * Format: int64
             * @description Until when, in milliseconds since 1970.
             */
            due_ms: number;
            /**
             * Format: int64
             * @description How long it takes, in seconds.
             */
            duration_s: number;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Whether it is done. */
            is_completed: boolean;
            /**
             * Format: int64
             * @description Who is to do it.
             */
            responsible_user_id: number;
            /** @description What came of it. */
            result?: string | null;
            /** @description What is to be done. */
            text: string;
            /**
             * Format: int64
             * @description Its type.
             */
            type_id: number;
        };
        /** @description Body of a token. */
        TokenBody: {
            /** Format: int64 */
            days?: number | null;
            name?: string | null;
        };
        /** @description A token that was made. */
        TokenMade: {
            /**
             * Format: int64
             * @description Days that it lives.
             */
            days: number;
            /** @description Its id. */
            id: string;
            /** @description The token, shown this once. */
            token: string;
        };
        /** @description Tokens that were given out. */
        Tokens: {
            /** @description A JSON Web Token. */
            access_token: string;
            /**
             * Format: int64
             * @description Seconds that the access token lives.
             */
            expires_in: number;
            /** @description Says nothing; works once. */
            refresh_token: string;
            /**
             * Format: int64
             * @description Unix seconds, so that clients need not trust their own clock.
             */
            server_time: number;
            /** @description Always `Bearer`. */
            token_type: string;
        };
        /** @description Tokens that count. */
        TokensView: {
            /** @description The newest first. */
            tokens: components["schemas"]["TokenView"][];
        };
        /** @description A token as its owner sees it; the token itself is shown once, when it is made. */
        TokenView: {
            /**
             * Format: int64
             * @description Unix milliseconds.
             */
            created_ms: number;
            /**
             * Format: int64
             * @description Unix milliseconds.
             */
            expires_ms: number;
            /** @description The claim `jti`. */
            id: string;
            /** @description What it is for. */
            name: string;
            /**
             * Format: int64
             * @description Whose rights it has.
             */
            user_id: number;
        };
        /** @description Body of a trigger. */
        TriggerBody: {
            action: components["schemas"]["ActionBody"];
            /** @description Also for the leads that stand on these stages already. */
            apply_to_existing?: boolean | null;
            /** Format: int64 */
            delay_seconds?: number | null;
            enabled?: boolean | null;
            filters?: unknown[] | null;
            hours?: unknown;
            if_left?: string | null;
            name?: string | null;
            stages: components["schemas"]["PlaceBody"][];
            when: components["schemas"]["WhenBody"];
        };
        /** @description A list of triggers. */
        TriggersView: {
            /** @description By id. */
            triggers: components["schemas"]["TriggerView"][];
        };
        /** @description A trigger. */
        TriggerView: {
            /** @description What it does. */
            action: components["schemas"]["ActionView"];
            /**
             * Format: int64
             * @description Seconds between event and action.
             */
            delay_seconds: number;
            /** @description All must hold. */
            filters: Record<string, never>[];
            /** @description When it may act; absent is always. */
            hours?: Record<string, never> | null;
            /**
             * Format: int64
             * @description Stable over edits.
             */
            id: number;
            /** @description `skip` or `run_anyway`: what becomes of a delayed run whose lead has left. */
            if_left: string;
            incomplete?: components["schemas"]["Incomplete"] | null;
            /** @description What people call it. */
            name: string;
            /** @description Where it stands. */
            stages: components["schemas"]["PlaceView"][];
            /** @description `enabled`, `disabled` or `incomplete`. */
            state: string;
            /** @description What it waits for. */
            when: components["schemas"]["WhenView"];
        };
        /** @description What an update of many answers. */
        UpdatedCompanies: {
            /** @description In the order of the request. */
            companies: components["schemas"]["UpdatedCompany"][];
        };
        /** @description What an update of one answers, bare. */
        UpdatedCompany: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Its name, when it was changed. */
            name?: string | null;
            /**
             * Format: int64
             * @description Unix seconds; unchanged when the update changed nothing.
             */
            updated_at: number;
        };
        /** @description What an update of one answers, bare. */
        UpdatedContact: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description The whole name, when it was changed. */
            name?: string | null;
            /**
             * Format: int64
             * @description Unix seconds; unchanged when the update changed nothing.
             */
            updated_at: number;
        };
        /** @description What an update of many answers. */
        UpdatedContacts: {
            /** @description In the order of the request. */
            contacts: components["schemas"]["UpdatedContact"][];
        };
        /** @description What an update of one answers, bare. */
        UpdatedLead: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /**
             * Format: int64
             * @description Unix seconds; unchanged when the update changed nothing.
             */
            updated_at: number;
        };
        /** @description What an update of many answers. */
        UpdatedLeads: {
            /** @description In the order of the request. */
            leads: components["schemas"]["UpdatedLead"][];
        };
        /** @description What is left of a note in the answer to an update. */
        UpdatedNote: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description What it is about.
             */
            entity_id: number;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            updated_at: number;
        };
        /** @description What an update of many answers. */
        UpdatedNotes: {
            /** @description In the order of the request. */
            notes: components["schemas"]["UpdatedNote"][];
        };
        /** @description What is left of a task in the answer to an update. */
        UpdatedTask: {
            /** @description Its address. */
            _links: components["schemas"]["Links"];
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description The item of the request. */
            request_id: string;
            /**
             * Format: int64
             * @description Unix seconds.
             */
            updated_at: number;
        };
        /** @description What an update of many answers. */
        UpdatedTasks: {
            /** @description In the order of the request. */
            tasks: components["schemas"]["UpdatedTask"][];
        };
        /** @description A user in full. */
        User: {
            /** @description With `with=role` and `with=group`. */
            _embedded?: Record<string, never> | null;
            /** @description Their address. */
            _links: components["schemas"]["Links"];
            /** @description What they sign in with. */
            email: string;
            /**
             * Format: int64
             * @description Their id.
             */
            id: number;
            /** @description Their language. */
            lang: string;
            /** @description What colleagues call them. */
            name: string;
            /** @description The item of the request that made them. */
            request_id?: string | null;
            /** @description What they may do. */
            rights: Record<string, never>;
        };
        /** @description A list of users. */
        UserList: {
            /** @description By id. */
            users: components["schemas"]["User"][];
        };
        /** @description A group of users. */
        UsersGroup: {
            /**
             * Format: int64
             * @description 0 is the group that every account has.
             */
            id: number;
            /** @description What people call it. */
            name: string;
            /** @description Its name at the chat service. */
            uuid?: string | null;
        };
        /** @description A person. */
        UserView: {
            /** @description What they sign in with. */
            email: string;
            /** @description False until the first password is set: they came by a link. */
            has_password: boolean;
            /**
             * Format: int64
             * @description Their id.
             */
            id: number;
            /** @description Whether they may change automation, widgets and pipelines. */
            is_admin: boolean;
            /** @description What colleagues call them. */
            name: string;
        };
        /** @description The kept uploads of a widget. */
        VersionsView: {
            /** @description Newest first; the first is the current one. */
            versions: components["schemas"]["VersionView"][];
        };
        /** @description One upload. */
        VersionView: {
            /**
             * Format: int64
             * @description Who uploaded it; 0 for the operator.
             */
            author_id: number;
            /**
             * Format: int64
             * @description When, in milliseconds since 1970.
             */
            created_ms: number;
            /** @description Whether it is the one in use. */
            is_current: boolean;
            /**
             * Format: int64
             * @description Its number, counted from 1 for each widget.
             */
            n: number;
            /** @description What its manifest says. */
            version: string;
        };
        /** @description All webhooks: neither pages nor links. */
        WebhooksView: {
            _embedded: components["schemas"]["EmbeddedWebhooks"];
            _total_items: number;
        };
        /** @description A webhook. All keys are always there: the official client reads each without a default. */
        WebhookView: {
            /** Format: int64 */
            account_id: number;
            /** Format: int64 */
            created_at: number;
            /** Format: int64 */
            created_by: number;
            destination: string;
            disabled: boolean;
            /** Format: int64 */
            id: number;
            settings: string[];
            /** Format: int64 */
            sort: number;
            /** Format: int64 */
            updated_at: number;
        };
        /** @description The event that a trigger waits for. */
        WhenBody: {
            on: string;
        };
        /** @description The event that a trigger waits for. */
        WhenView: {
            /** @description `created`, `moved`, `moved_or_created`, `mail_in`, `call_in`, `site_visit` or `chat`. */
            on: string;
        };
        /** @description Body of the settings of an installation. */
        WidgetSettingsBody: {
            hook_encoding?: string | null;
            is_active?: boolean | null;
            retry_policy?: string | null;
            webhook_url?: string | null;
        };
        /** @description The installed widgets. */
        WidgetsView: {
            /** @description By id. */
            widgets: components["schemas"]["WidgetView"][];
        };
        /** @description An installed widget. */
        WidgetView: {
            /** @description Whether its triggers may stand on several stages. */
            action_multiple: boolean;
            /** @description Unique in the account. */
            code: string;
            /** @description Fields of a trigger. */
            fields: components["schemas"]["FieldView"][];
            /** @description `json` or `form`; the account's when absent. */
            hook_encoding?: string | null;
            /**
             * Format: int64
             * @description Its id.
             */
            id: number;
            /** @description Whether its triggers act. */
            is_active: boolean;
            /** @description Whether the encoding was learned from a receiver that answered 415. */
            is_hook_encoding_learned: boolean;
            /** @description Whether it can be used in a trigger. */
            is_usable_in_trigger: boolean;
            /** @description Whether the address is the installation's own. */
            is_webhook_url_own: boolean;
            /** @description Its name in the language of the account. */
            name: string;
            /** @description Why they go nowhere. */
            no_webhook_because?: string | null;
            /** @description `vendor` or `once`. */
            retry_policy: string;
            /** @description Why not. */
            unusable_because: components["schemas"]["ReasonView"][];
            /** @description What the manifest says. */
            version: string;
            /** @description Where its hooks go. */
            webhook_url?: string | null;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
