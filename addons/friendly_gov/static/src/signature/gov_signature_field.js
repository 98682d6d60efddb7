import { Component, useState } from "@odoo/owl";
import { NameAndSignature } from "@web/core/signature/name_and_signature";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The drawing pad of core's signature dialog, in the form itself: core's own field opens
 * a second dialog above the first one, two clicks more for each pledge.
 */
export class GovSignatureField extends Component {
    static template = "friendly_gov.SignatureField";
    static components = { NameAndSignature };
    static props = {
        ...standardFieldProps,
        fullName: { type: String, optional: true },
    };

    setup() {
        const { fullName, record } = this.props;
        this.signature = useState({
            name: (fullName && record.data[fullName]) || "",
            isSignatureEmpty: true,
        });
    }

    get signatureProps() {
        return {
            signature: this.signature,
            noInputName: true,
            mode: "draw",
            displaySignatureRatio: 3,
            onSignatureChange: () => this.store(),
        };
    }

    store() {
        const { isSignatureEmpty, getSignatureImage } = this.signature;
        const image = !isSignatureEmpty && getSignatureImage && getSignatureImage();
        return this.props.record.update({
            [this.props.name]: image ? image.split(",")[1] : false,
        });
    }
}

export const govSignatureField = {
    component: GovSignatureField,
    supportedTypes: ["binary"],
    extractProps: ({ options }) => ({ fullName: options.full_name }),
};

registry.category("fields").add("gov_signature", govSignatureField);
